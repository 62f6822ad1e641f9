import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { setUnreachableText } from '../api/call.ts'
import type { TextKey } from './keys.ts'

export const languages = ['zh-Hans', 'zh-Hant', 'en'] as const
export type Language = (typeof languages)[number]
export type Values = Readonly<Record<string, unknown>>
/** Says a text by its key, with its values put in. */
export type Say = (key: TextKey, values?: Values) => string

// What only the server prints (labels, a household's page, announcements) isn't loaded here.
const files = import.meta.glob<Record<string, string>>(
  ['./*/*.json', '!./*/household.json', '!./*/labels.json', '!./*/print.json'],
  { import: 'default' },
)

const loadTexts = async (language: Language): Promise<void> => {
  if (i18next.hasResourceBundle(language, 'text')) return
  const parts = await Promise.all(
    Object.entries(files)
      .filter(([path]) => path.startsWith(`./${language}/`))
      .map(([, load]) => load()),
  )
  i18next.addResourceBundle(language, 'text', Object.assign({}, ...parts))
}

const isLanguage = (text: string | undefined): text is Language => languages.some((known) => known === text)

/** What the person chose, else what the browser asks for, else zh-Hans: the server decides in the same way. */
export const firstLanguage = (): Language => {
  const chosen = /(?:^|;\s*)language=([^;]+)/.exec(document.cookie)?.[1]
  if (isLanguage(chosen)) return chosen
  const asked = navigator.language.toLowerCase()
  if (/^zh-(hant|tw|hk|mo)/.test(asked)) return 'zh-Hant'
  return asked.startsWith('en') ? 'en' : 'zh-Hans'
}

/** Changes the language of the pages, and by the cookie that of the server's sentences. */
export const chooseLanguage = async (language: Language): Promise<void> => {
  await loadTexts(language)
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store API is missing in the oldest browsers we serve
  document.cookie = `language=${language}; path=/; max-age=31536000; samesite=lax`
  await i18next.changeLanguage(language)
}

/** Loads the texts of the first language; call before the first render. */
export const startTexts = async (): Promise<void> => {
  const language = firstLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'text',
    ns: ['text'],
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  await loadTexts(language)
  const markPage = (now: string): void => {
    document.documentElement.lang = now
  }
  markPage(language)
  i18next.on('languageChanged', markPage)
  setUnreachableText(() => i18next.t('errors.http.unreachable'))
}

export const useSay = (): Say => useTranslation().t as unknown as Say

export const useLanguage = (): Language => {
  const language = useTranslation().i18n.language
  return isLanguage(language) ? language : 'zh-Hans'
}

/** A text whose key is only known at run time (a code from the server); null when there is none. */
export const useSayCode = (): ((key: string, values?: Values) => string | null) => {
  const { t, i18n } = useTranslation()
  return (key, values) => (i18n.exists(key) ? t(key, { ...values }) : null)
}
