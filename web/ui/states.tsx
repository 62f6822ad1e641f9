import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Problem } from '../api/problem.ts'
import { problemOf } from '../api/problem.ts'
import { useSay } from '../text/i18n.ts'

/** Shown after 0.3 s only, so that a quick answer doesn't flicker. */
export const Loading = ({ label }: { label?: string }): ReactNode => {
  const say = useSay()
  return (
    <div className="loading" role="status">
      <span className="loading-mark" aria-hidden="true" />
      <span>{label ?? say('common.loading')}</span>
    </div>
  )
}

/** What went wrong in a sentence, what to do, and the number to read out to whoever helps. */
export const ErrorState = ({
  problem,
  onRetry,
  children,
}: {
  problem: Problem
  onRetry?: () => void
  children?: ReactNode
}): ReactNode => {
  const say = useSay()
  const sentence = problem.title || say('errors.http.page_bug')
  return (
    <div className="error-state" role="alert">
      <svg viewBox="0 0 16 16" width="24" height="24" aria-hidden="true">
        <path d="M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5z" fill="currentColor" />
        <path d="M8 4v5M8 10.6v1.8" stroke="var(--surface)" strokeWidth="1.8" />
      </svg>
      <div className="error-state-body">
        <p className="error-state-sentence">{sentence}</p>
        {problem.requestId ? (
          <p className="error-state-id">
            {say('common.requestId')} <code>{problem.requestId}</code>
          </p>
        ) : null}
        {children}
        {onRetry ? (
          <button type="button" className="button" onClick={onRetry}>
            {say('common.retry')}
          </button>
        ) : null}
      </div>
    </div>
  )
}

/**
 * The three states of anything that is read: loading, failed, there. A later failure keeps what was read
 * before and says so above it.
 */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>
  children: (value: T) => ReactNode
}): ReactNode {
  const say = useSay()
  const retry = (): void => {
    void query.refetch()
  }
  if (query.data === undefined) {
    return query.error ? <ErrorState problem={problemOf(query.error)} onRetry={retry} /> : <Loading />
  }
  return (
    <>
      {query.error ? (
        <div className="stale-note" role="status">
          {say('common.stale')} {problemOf(query.error).title}
          <button type="button" className="button-link" onClick={retry}>
            {say('common.retry')}
          </button>
        </div>
      ) : null}
      {children(query.data)}
    </>
  )
}
