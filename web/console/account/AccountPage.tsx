import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Table } from 'antd'
import type { FormEvent, ReactNode } from 'react'
import { useState } from 'react'
import type { Session } from '../../api/people.ts'
import { changePassword, endSession, readSessions } from '../../api/people.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { Moment, StatusMark } from '../../ui/parts.tsx'
import { usePostName } from '../../ui/posts.ts'
import { useMe } from '../../ui/session.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'
import { Page } from '../Page.tsx'
import { sayDevice } from './device.ts'

/** The person's own matters: posts, open log-ins, password. */
export const AccountPage = (): ReactNode => {
  const say = useSay()
  const me = useMe()
  const postName = usePostName()
  return (
    <Page title={say('console.account.title')}>
      <section className="panel" aria-labelledby="who">
        <h2 id="who">{me.person.name}</h2>
        <p className="quiet">
          {say('common.login.name')}: {me.person.login}
        </p>
        <ul className="plain-list">
          {me.posts.map((post) => (
            <li key={post.id}>
              {postName(post.kind)} · {post.organizationName ?? post.placeName}
            </li>
          ))}
        </ul>
      </section>
      <Sessions />
      <Password />
    </Page>
  )
}

const Sessions = (): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: readSessions })
  const end = useMutation({
    mutationFn: endSession,
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <section className="panel" aria-labelledby="sessions">
      <h2 id="sessions">{say('console.account.sessions')}</h2>
      <p className="quiet">{say('console.account.sessionsWhy')}</p>
      {end.error ? <ErrorState problem={problemOf(end.error)} /> : null}
      <Loaded query={sessions}>
        {(value) => (
          <Table<Session>
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={value.sessions}
            columns={[
              {
                title: say('console.account.device'),
                render: (_, row) => <span title={row.device}>{sayDevice(row.device)}</span>,
              },
              {
                title: say('console.account.since'),
                width: 190,
                render: (_, row) => <Moment at={row.createdAt} />,
              },
              {
                title: say('console.account.seen'),
                width: 190,
                render: (_, row) => <Moment at={row.seenAt} />,
              },
              {
                title: say('console.account.end'),
                width: 150,
                render: (_, row) =>
                  row.current ? (
                    <StatusMark tone="done">{say('console.account.current')}</StatusMark>
                  ) : (
                    <Button size="small" loading={end.isPending} onClick={() => end.mutate(row.id)}>
                      {say('console.account.end')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </section>
  )
}

const Password = (): ReactNode => {
  const say = useSay()
  const { message } = App.useApp()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const change = useMutation({
    mutationFn: () => changePassword(old, fresh),
    onSuccess: () => {
      setOld('')
      setFresh('')
      void message.success(say('console.account.changed'))
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (old && fresh.length >= 8) change.mutate()
  }
  return (
    <form className="panel narrow" onSubmit={submit} aria-labelledby="password">
      <h2 id="password">{say('console.account.password')}</h2>
      <label className="field">
        <span>{say('console.account.old')}</span>
        <input
          type="password"
          autoComplete="current-password"
          value={old}
          onChange={(event) => setOld(event.target.value)}
        />
      </label>
      <label className="field">
        <span>{say('console.account.new')}</span>
        <input
          type="password"
          autoComplete="new-password"
          minLength={8}
          value={fresh}
          onChange={(event) => setFresh(event.target.value)}
        />
      </label>
      {change.error ? <ErrorState problem={problemOf(change.error)} /> : null}
      <div>
        <Button
          type="primary"
          htmlType="submit"
          disabled={!old || fresh.length < 8}
          loading={change.isPending}
        >
          {say('console.account.change')}
        </Button>
      </div>
    </form>
  )
}
