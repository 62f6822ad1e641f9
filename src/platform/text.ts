import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { formatYuan } from '../kernel/money.ts'
import { defaultZone, wallClock } from '../kernel/time.ts'

export const languages = ['zh-Hans', 'zh-Hant', 'en'] as const
export type Language = (typeof languages)[number]

/** A text by key with its values put in. An unknown key is shown as it is, so that nobody sees an empty page. */
export type Texts = (language: Language, key: string, values?: Readonly<Record<string, unknown>>) => string

/**
 * What is put into a sentence: words and numbers as they are, fen as yuan, moments as the local clock shows them;
 * anything else stays out.
 */
const plain = (name: string, value: unknown): string => {
  if (typeof value === 'number') return name.endsWith('Fen') ? `¥${formatYuan(value)}` : String(value)
  if (typeof value !== 'string') return ''
  const moment = name.endsWith('At') ? Date.parse(value) : Number.NaN
  if (Number.isNaN(moment)) return value
  const { date, time } = wallClock(moment, defaultZone)
  return `${date} ${time.slice(0, 5)}`
}

/** Reads every text file of `web/text/LANGUAGE/`: the same texts serve screens, refusals and printed pages. */
export const readTexts = (root: string): Texts => {
  const tables = new Map<Language, Map<string, string>>()
  for (const language of languages) {
    const table = new Map<string, string>()
    const folder = join(root, 'web', 'text', language)
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const entries = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>
      for (const [key, text] of Object.entries(entries)) table.set(key, text)
    }
    tables.set(language, table)
  }
  return (language, key, values = {}) => {
    const text = tables.get(language)?.get(key) ?? tables.get('zh-Hans')?.get(key) ?? key
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => plain(name, values[name]))
  }
}

/** The language of a request: what the person chose, else what the browser asks for, else zh-Hans. */
export const languageOf = (request: FastifyRequest): Language => {
  const chosen = request.cookies?.language
  if (chosen && (languages as readonly string[]).includes(chosen)) return chosen as Language
  const asked = request.headers['accept-language'] ?? ''
  const first = asked.split(',')[0]?.trim().toLowerCase() ?? ''
  if (/^zh-(hant|tw|hk|mo)/.test(first)) return 'zh-Hant'
  if (first.startsWith('en')) return 'en'
  return 'zh-Hans'
}
