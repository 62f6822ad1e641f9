import type { Problem } from '../api/problem.ts'

export type FetchedFile =
  | { readonly kind: 'file'; readonly blob: Blob }
  | { readonly kind: 'problem'; readonly problem: Problem }

/** Fetches a file once, so that a refusal is shown on the page as a sentence and not as a page of its own. */
export const fetchFile = async (address: string): Promise<FetchedFile> => {
  const problem = { code: 'http.unreachable', title: '', data: {}, requestId: '', status: 0 }
  try {
    const response = await fetch(address, { credentials: 'same-origin' })
    if (response.ok) return { kind: 'file', blob: await response.blob() }
    const told = (await response.json().catch(() => ({}))) as Partial<Problem>
    return { kind: 'problem', problem: { ...problem, ...told, status: response.status } }
  } catch {
    return { kind: 'problem', problem }
  }
}

const keptMs = 60_000

/** Hands a fetched file to the browser under a name. */
export const offerFile = (file: { readonly blob: Blob }, name: string): void => {
  const address = URL.createObjectURL(file.blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), keptMs)
}

/** Inside a chat's own browser files made by script cannot be kept: there a plain link must do. */
export const isInsideChat = (): boolean => /MicroMessenger/i.test(navigator.userAgent)
