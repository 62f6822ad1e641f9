/** What every refusal is on this side: a code for programs, a sentence for people, a number to read out. */
export type Problem = {
  readonly code: string
  readonly title: string
  readonly data: Readonly<Record<string, unknown>>
  readonly requestId: string
  readonly status: number
}

/** A problem on its way up through promises. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.code)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** The problem inside an error; a bug on this side becomes one too, so that a screen always has a sentence. */
export const problemOf = (error: unknown): Problem =>
  error instanceof ProblemError
    ? error.problem
    : { code: 'http.page_bug', title: '', data: { message: String(error) }, requestId: '', status: 0 }

export const isNotLoggedIn = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.code === 'people.not_logged_in'
