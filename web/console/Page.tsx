import type { ReactNode } from 'react'
import { usePageTitle } from '../ui/title.ts'

/** The head of a page: its name, what it is about, and its actions at the right. */
export const Page = ({
  title,
  about,
  actions,
  children,
}: {
  title: string
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}): ReactNode => {
  usePageTitle(title)
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {about ? <p className="quiet">{about}</p> : null}
        </div>
        {actions ? <div className="page-actions">{actions}</div> : null}
      </div>
      {children}
    </div>
  )
}
