import { readProblem, unreachable } from './call.ts'
import { ProblemError } from './problem.ts'

/**
 * Fetches a file and gives it to the browser to keep. A plain link would show a refusal as a page of JSON;
 * this throws it as a `ProblemError`.
 */
export const saveFile = async (address: string, fallbackName: string): Promise<void> => {
  let response: Response
  try {
    response = await fetch(address, { credentials: 'same-origin' })
  } catch {
    throw unreachable()
  }
  if (!response.ok) throw new ProblemError(await readProblem(response))
  const name = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name ? decodeURIComponent(name) : fallbackName
  link.click()
  // The browser reads the file after the click returns.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
