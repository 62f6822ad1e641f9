import type { ReactNode } from 'react'
import { useSay } from '../text/i18n.ts'

/** What stands in place of a page that failed while it was drawn: a sentence, a way on, and no lost work elsewhere. */
export const PageFault = ({ error }: { error: unknown }): ReactNode => {
  const say = useSay()
  return (
    <main id="content" className="page-fault">
      <h1>{say('common.fault.title')}</h1>
      <p>{say('errors.http.page_bug')}</p>
      <p className="error-state-id">
        <code>{String(error).slice(0, 200)}</code>
      </p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {say('common.fault.reload')}
      </button>
    </main>
  )
}
