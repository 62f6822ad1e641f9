import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSay } from '../../text/i18n.ts'
import { MobileFrame } from '../../ui/MobileFrame.tsx'
import { usePostName } from '../../ui/posts.ts'
import { LanguageSwitch, ThemeSwitch } from '../../ui/Switches.tsx'
import { useLogOut, useMe } from '../../ui/session.tsx'
import { useTabs } from '../tabs.tsx'

/** Who I am here, what I may do where, and how this page looks. */
export const MePage = (): ReactNode => {
  const say = useSay()
  const me = useMe()
  const tabs = useTabs()
  const postName = usePostName()
  const leave = useMutation({ mutationFn: useLogOut() })
  return (
    <MobileFrame title={say('mobile.me.title')} tabs={tabs}>
      <section className="sheet" aria-labelledby="me-name">
        <h2 id="me-name">{me.person.name}</h2>
        <div className="sheet-row">
          <span>{say('common.login.name')}</span>
          <span>{me.person.login}</span>
        </div>
        {me.posts.map((post) => (
          <div className="sheet-row" key={post.id}>
            <span>{postName(post.kind)}</span>
            <span className="sheet-row-note">{post.organizationName ?? post.placeName}</span>
          </div>
        ))}
      </section>
      <section className="sheet" aria-label={say('mobile.me.look')}>
        <div className="sheet-row">
          <span>{say('common.language')}</span>
          <LanguageSwitch />
        </div>
        <div className="sheet-row">
          <span>{say('common.theme')}</span>
          <ThemeSwitch />
        </div>
        <a className="sheet-row" href="/console">
          <span>{say('mobile.me.toConsole')}</span>
          <span className="sheet-row-note">{say('mobile.me.toConsoleNote')}</span>
        </a>
      </section>
      <button
        type="button"
        className="button button-wrong"
        style={{ width: '100%' }}
        disabled={leave.isPending}
        onClick={() => leave.mutate()}
      >
        {say('common.logOut')}
      </button>
    </MobileFrame>
  )
}
