import type { ReactNode } from 'react'

/** A part of a page that opens on a tap; its count stands in the head so that it need not be opened. */
export const Fold = (props: {
  title: string
  count?: number | string
  open?: boolean
  children: ReactNode
}): ReactNode => (
  <details className="fold" open={props.open ?? false}>
    <summary>
      <span>{props.title}</span>
      {props.count !== undefined && <span className="fold-count">{props.count}</span>}
    </summary>
    <div className="fold-body">{props.children}</div>
  </details>
)
