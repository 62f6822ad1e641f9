import { useState } from 'react'
import type { LabelForm, PrinterOffset } from '../api/packing.ts'
import { labelForms } from '../api/packing.ts'

/** What this browser's printer needs: the paper that lies in it, and how far its print has to be moved. */
export type Printer = PrinterOffset & { readonly form: LabelForm }

const key = 'changping.printer'
const offsetMax = 50
const usual: Printer = { form: '80x60', offsetX: 0, offsetY: 0 }

const bounded = (tenths: unknown): number =>
  typeof tenths === 'number' && Number.isFinite(tenths)
    ? Math.max(-offsetMax, Math.min(offsetMax, Math.round(tenths)))
    : 0

/** Reads what was kept; anything unreadable is the usual printer. */
export const readPrinter = (kept: string | null): Printer => {
  try {
    const read = JSON.parse(kept ?? 'null') as Partial<Record<keyof Printer, unknown>> | null
    return {
      form: labelForms.find((form) => form === read?.form) ?? usual.form,
      offsetX: bounded(read?.offsetX),
      offsetY: bounded(read?.offsetY),
    }
  } catch {
    return usual
  }
}

/** Millimetres as typed ("-1.5", "0,3") in tenths within bounds, or null while it is no number. */
export const tenthsOf = (typed: string): number | null => {
  const text = typed.trim().replace('，', ',').replace(',', '.').replace('−', '-')
  if (text === '') return 0
  return /^[+-]?\d+(\.\d?)?$/.test(text) ? bounded(Number(text) * 10) : null
}

const load = (): string | null => {
  try {
    return globalThis.localStorage?.getItem(key) ?? null
  } catch {
    return null
  }
}
const keep = (printer: Printer): void => {
  try {
    globalThis.localStorage?.setItem(key, JSON.stringify(printer))
  } catch {
    // A browser may refuse its store: the page then simply forgets.
  }
}

/** The printer beside this browser, remembered from one visit to the next. */
export const usePrinter = (): [Printer, (change: Partial<Printer>) => void] => {
  const [printer, setPrinter] = useState<Printer>(() => readPrinter(load()))
  return [
    printer,
    (change) => {
      const next = { ...printer, ...change }
      setPrinter(next)
      keep(next)
    },
  ]
}
