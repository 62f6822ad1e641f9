import { useMutation } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { Me } from '../api/people.ts'
import { logIn } from '../api/people.ts'
import { problemOf } from '../api/problem.ts'
import { useSay } from '../text/i18n.ts'
import { LanguageSwitch } from './Switches.tsx'
import { homeOf, useSetMe } from './session.tsx'
import { ErrorState } from './states.tsx'
import { usePageTitle } from './title.ts'

// Only an address of our own pages: a link must not lead away from here after the log-in.
const isOwnPage = (path: string | undefined): path is string =>
  path !== undefined && /^\/(m|console)(\/[\w/-]*)?(\?[\w=&%.-]*)?$/.test(path) && !path.includes('/login')

/**
 * The log-in page of both entries. `from` is the address that asked for it. `go` moves inside this entry;
 * the other entry is another document.
 */
export const LoginPage = ({
  entry,
  from,
  covering = false,
  go,
}: {
  entry: '/m' | '/console'
  from: string | undefined
  /** Over a page whose session ended: the person stays on it. */
  covering?: boolean
  go: (me: Me, path: string) => void
}): ReactNode => {
  const say = useSay()
  const setMe = useSetMe()
  usePageTitle(say('common.login.title'))
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [shown, setShown] = useState(false)
  const [missing, setMissing] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])

  const attempt = useMutation({
    mutationFn: () => logIn(login.trim(), password),
    onSuccess: (me) => {
      if (covering) {
        go(me, entry)
        setMe(me)
        return
      }
      const target = isOwnPage(from) ? from : homeOf(me)
      if (target === entry || target.startsWith(`${entry}/`) || target.startsWith(`${entry}?`)) {
        setMe(me)
        go(me, target)
      } else {
        window.location.assign(target)
      }
    },
  })

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const incomplete = login.trim() === '' || password === ''
    setMissing(incomplete)
    if (!incomplete && !attempt.isPending) attempt.mutate()
  }

  return (
    <main className="login-page" id="content">
      <form className="login-card" onSubmit={submit} noValidate>
        <div className="login-brand">
          <Granary />
          <div>
            <h1>{say('common.brand')}</h1>
            <p>{say('common.brandLine')}</p>
          </div>
        </div>
        {covering || isOwnPage(from) ? (
          <p className="login-note">{say(covering ? 'common.login.ended' : 'common.login.again')}</p>
        ) : null}
        <label className="field">
          <span>{say('common.login.name')}</span>
          <input
            ref={first}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{say('common.login.password')}</span>
          <input
            name="password"
            type={shown ? 'text' : 'password'}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <label className="tick">
          <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
          <span>{say('common.login.show')}</span>
        </label>
        {missing ? (
          <p className="field-fault" role="alert">
            {say('common.login.missing')}
          </p>
        ) : null}
        {attempt.error ? <ErrorState problem={problemOf(attempt.error)} /> : null}
        <button type="submit" className="button button-main" disabled={attempt.isPending}>
          {attempt.isPending ? say('common.login.going') : say('common.login.enter')}
        </button>
        <p className="login-help">{say('common.login.help')}</p>
      </form>
      <LanguageSwitch />
    </main>
  )
}

/** The mark of the house: a granary's roof and door. */
export const Granary = (): ReactNode => (
  <svg className="granary" viewBox="0 0 32 32" width="40" height="40" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="var(--accent)" />
    <path d="M5 14.5 16 6l11 8.5v2.2H5zM8 18.5h16V26H8z" fill="var(--on-accent)" />
    <path d="M14 20.5h4V26h-4z" fill="var(--accent)" />
  </svg>
)
