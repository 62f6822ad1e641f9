import type { ReactNode } from 'react'
import { formatYuan } from '../../src/kernel/money.ts'
import { useSay } from '../text/i18n.ts'
import { sayDuration, sayMoment } from './moment.ts'
import { useNow } from './now.ts'

/** ¥58.80. Negative amounts keep their sign before the mark. */
export const sayMoney = (amountFen: number): string =>
  `${amountFen < 0 ? '−' : ''}¥${formatYuan(Math.abs(amountFen)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`

export const Money = ({ fen }: { fen: number }): ReactNode => <span className="money">{sayMoney(fen)}</span>

export const Moment = ({ at }: { at: string }): ReactNode => {
  const say = useSay()
  return <time dateTime={at}>{sayMoment(say, at)}</time>
}

/** A figure that is read first: what it is, the number, and what stands beside it. */
export const BigNumber = ({
  label,
  value,
  note,
  tone = 'plain',
  long = false,
}: {
  label: string
  value: ReactNode
  note?: ReactNode
  tone?: 'plain' | 'wait' | 'wrong'
  /** An amount or a time, which needs more room than a count. */
  long?: boolean
}): ReactNode => (
  <div className={`big-number tone-${tone}${long ? ' is-long' : ''}`}>
    <div className="big-number-label">{label}</div>
    <div className="big-number-value">{value}</div>
    {note === undefined ? null : <div className="big-number-note">{note}</div>}
  </div>
)

export type Tone = 'none' | 'going' | 'done' | 'wait' | 'wrong'

// Each state has a shape of its own, so that it is told apart without colour.
const shapes: Readonly<Record<Tone, ReactNode>> = {
  none: <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />,
  going: (
    <>
      <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>
  ),
  done: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="m4.8 8.2 2.2 2.3 4.2-4.6" fill="none" stroke="var(--surface)" strokeWidth="2" />
    </>
  ),
  wait: (
    <>
      <path d="M8 1.6 15 14H1z" fill="currentColor" />
      <path d="M8 6v4M8 11.2v1.6" stroke="var(--surface)" strokeWidth="1.8" />
    </>
  ),
  wrong: (
    <>
      <path d="M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5z" fill="currentColor" />
      <path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" stroke="var(--surface)" strokeWidth="2" />
    </>
  ),
}

/** Where something stands: shape, colour and always the word. It is not a button and doesn't look like one. */
export const StatusMark = ({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode => (
  <span className={`status-mark tone-${tone}`}>
    <svg viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true">
      {shapes[tone]}
    </svg>
    <span>{children}</span>
  </span>
)

export type Segment = { readonly label: string; readonly count: number; readonly tone: 1 | 2 | 3 | 4 }

/**
 * How far a whole has come: one bar whose segments are read from the left, with the numbers written out.
 * Each segment is counted by itself (a collected bag isn't counted as packed again); the rest stays empty.
 */
export const ProgressStrip = ({
  total,
  segments,
  label,
  words = true,
}: {
  total: number
  segments: readonly Segment[]
  label: string
  words?: boolean
}): ReactNode => {
  const sentence = segments.map((segment) => `${segment.label} ${segment.count}`).join(' · ')
  const share = (count: number): number => (total > 0 ? Math.min(100, (100 * count) / total) : 0)
  return (
    <div className="progress-strip">
      <div className="progress-bar" role="img" aria-label={`${label}: ${sentence} / ${total}`}>
        {segments.map((segment) => (
          <span
            key={segment.label}
            className={`progress-part part-${segment.tone}`}
            style={{ width: `${share(segment.count)}%` }}
          />
        ))}
      </div>
      {words ? (
        <div className="progress-words">
          {segments.map((segment) => (
            <span key={segment.label}>
              <i className={`progress-key part-${segment.tone}`} aria-hidden="true" />
              {segment.label} <b>{segment.count}</b>
            </span>
          ))}
        </div>
      ) : null}
    </div>
  )
}

/** Nothing here: what would stand here, why it doesn't, and the next step. */
export const EmptyState = ({
  title,
  why,
  children,
}: {
  title: string
  why: string
  children?: ReactNode
}): ReactNode => (
  <div className="empty-state">
    <svg viewBox="0 0 64 48" width="64" height="48" aria-hidden="true">
      <path d="M4 20 32 4l28 16M10 24h44v20H10zM26 30h12v14H26z" fill="none" stroke="currentColor" />
    </svg>
    <h2>{title}</h2>
    <p>{why}</p>
    {children ? <div className="empty-state-next">{children}</div> : null}
  </div>
)

/** Time left until `until`; amber in the last half hour. Screen readers hear it when they come to it, not each second. */
export const CountDown = ({ until, over }: { until: string; over: string }): ReactNode => {
  const say = useSay()
  const left = Date.parse(until) - useNow(1000)
  if (left <= 0) return <span className="count-down is-over">{over}</span>
  return (
    <span className={left < 30 * 60_000 ? 'count-down is-near' : 'count-down'} role="timer">
      {sayDuration(say, left)}
    </span>
  )
}
