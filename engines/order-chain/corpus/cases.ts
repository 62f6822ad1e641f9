import { readFileSync } from 'node:fs'

/** One row of the corpus: a chain and what a careful person reads out of it. */
export type CorpusCase = {
  readonly file: string
  readonly row: number
  readonly lines: readonly string[]
  /** The whole chain, head first and numbered, as it would be pasted. */
  readonly text: string
  /** Orders as "building/entrance/room item quantity, ..." joined by "; ", or null when the last line is doubtful. */
  readonly orders: string | null
  /** The doubt of the last line when the row names one. */
  readonly doubt: string | null
}

const FILES = ['letters', 'codes', 'changes', 'packages', 'goods', 'unseen']

/** Reads a corpus file: "@" rows are the head, "a // b => reading" rows are chains, "#" rows are remarks. */
export function corpusOf(file: string): CorpusCase[] {
  const rows = readFileSync(new URL(`./${file}.txt`, import.meta.url), 'utf8').split('\n')
  let head: string[] = []
  let closed = false
  return rows.flatMap((row, i) => {
    if (row.startsWith('@')) {
      if (closed) head = []
      closed = false
      head.push(row.slice(1).trim())
      return []
    }
    const at = row.lastIndexOf('=>')
    if (row.startsWith('#') || at < 0) return []
    closed = true
    const wanted = row.slice(at + 2).trim()
    const lines = row.slice(0, at).replace(/~\s*$/, '').trimEnd().split(' // ')
    const text = ['#接龙', ...head, '', ...lines.map((line, n) => `${n + 1}. ${line}`)].join('\n')
    const doubtful = wanted.startsWith('?')
    const code = doubtful ? wanted.slice(1).trim() : ''
    return [
      {
        file,
        row: i + 1,
        lines,
        text,
        orders: doubtful ? null : wanted === '-' ? '' : wanted,
        doubt: code === '' ? null : code,
      },
    ]
  })
}

/** The whole corpus. */
export function corpus(): CorpusCase[] {
  return FILES.flatMap(corpusOf)
}
