import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Popconfirm, Table } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Person } from '../../api/people.ts'
import { disablePerson, enablePerson, endPost, endSessionsOf, readPersons } from '../../api/people.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, StatusMark } from '../../ui/parts.tsx'
import { usePostName } from '../../ui/posts.ts'
import { useMe } from '../../ui/session.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'
import { Page } from '../Page.tsx'

/** The accounts that an administrator answers for: who may come in, with which posts, and how to stop it at once. */
export const PeoplePage = (): ReactNode => {
  const say = useSay()
  const persons = useQuery({ queryKey: ['persons'], queryFn: readPersons })
  return (
    <Page title={say('console.nav.people')} about={say('console.people.about')}>
      <Loaded query={persons}>
        {(value) =>
          value.persons.length === 0 ? (
            <EmptyState title={say('console.people.none')} why={say('console.people.noneWhy')} />
          ) : (
            <PersonTable persons={value.persons} />
          )
        }
      </Loaded>
    </Page>
  )
}

type Act = { readonly run: () => Promise<unknown>; readonly done: string }

const PersonTable = ({ persons }: { persons: readonly Person[] }): ReactNode => {
  const say = useSay()
  const me = useMe()
  const postName = usePostName()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [typed, setTyped] = useState('')
  const act = useMutation({
    mutationFn: ({ run }: Act) => run(),
    onSuccess: (_, { done }) => {
      void message.success(done)
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['persons'] }),
  })
  const q = typed.trim().toLowerCase()
  const shown = persons.filter(
    (person) =>
      person.login.includes(q) ||
      person.name.includes(q) ||
      person.posts.some((post) => post.placeName.includes(q) || postName(post.kind).includes(q)),
  )
  return (
    <section className="table-block" aria-label={say('console.nav.people')}>
      <div className="row row-apart">
        <h2>{say('console.people.count', { count: persons.length })}</h2>
        <Input
          allowClear
          style={{ width: 300 }}
          aria-label={say('console.filter')}
          placeholder={say('console.people.filter')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {act.error ? <ErrorState problem={problemOf(act.error)} /> : null}
      <Table<Person>
        size="small"
        rowKey="id"
        dataSource={shown}
        scroll={{ x: 900 }}
        pagination={shown.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        locale={{ emptyText: say('console.filterNothing') }}
        columns={[
          {
            title: say('console.people.person'),
            width: 210,
            render: (_, person) => (
              <>
                <b>{person.name}</b>
                <div className="cell-note">{person.login}</div>
              </>
            ),
          },
          {
            title: say('console.people.posts'),
            render: (_, person) =>
              person.posts.length === 0 ? (
                <span className="quiet">{say('common.none')}</span>
              ) : (
                <ul className="plain-list">
                  {person.posts.map((post) => (
                    <li key={post.id} className="row">
                      <span>
                        {postName(post.kind)} · {post.placeName}
                      </span>
                      {person.id === me.person.id ? null : (
                        <Popconfirm
                          title={say('console.people.endPostAsk', { person: person.name })}
                          description={say('console.people.endPostWhy')}
                          okText={say('console.people.endPost')}
                          onConfirm={() =>
                            act.mutate({
                              run: () => endPost(person.id, post.id),
                              done: say('console.people.endPostDone'),
                            })
                          }
                        >
                          <Button size="small" type="text">
                            {say('console.people.endPost')}
                          </Button>
                        </Popconfirm>
                      )}
                    </li>
                  ))}
                </ul>
              ),
          },
          {
            title: say('console.assign.state'),
            width: 130,
            render: (_, person) => (
              <StatusMark tone={person.disabled ? 'none' : 'done'}>
                {say(person.disabled ? 'console.people.disabled' : 'console.people.enabled')}
              </StatusMark>
            ),
          },
          {
            title: say('console.people.sessions'),
            dataIndex: 'sessionCount',
            width: 100,
            align: 'right',
            sorter: (left, right) => left.sessionCount - right.sessionCount,
          },
          {
            title: say('console.people.acts'),
            width: 240,
            render: (_, person) => (
              <div className="row">
                <Button
                  size="small"
                  disabled={person.sessionCount === 0 || act.isPending}
                  onClick={() =>
                    act.mutate({
                      run: () => endSessionsOf(person.id),
                      done: say('console.people.endSessionsDone'),
                    })
                  }
                >
                  {say('console.people.endSessions')}
                </Button>
                {person.disabled ? (
                  <Button
                    size="small"
                    disabled={act.isPending}
                    onClick={() =>
                      act.mutate({
                        run: () => enablePerson(person.id),
                        done: say('console.people.enableDone'),
                      })
                    }
                  >
                    {say('console.people.enable')}
                  </Button>
                ) : person.id === me.person.id ? null : (
                  <Popconfirm
                    title={say('console.people.disableAsk', { person: person.name })}
                    description={say('console.people.disableWhy')}
                    okText={say('console.people.disable')}
                    okButtonProps={{ danger: true }}
                    onConfirm={() =>
                      act.mutate({
                        run: () => disablePerson(person.id),
                        done: say('console.people.disableDone'),
                      })
                    }
                  >
                    <Button size="small" disabled={act.isPending}>
                      {say('console.people.disable')}
                    </Button>
                  </Popconfirm>
                )}
              </div>
            ),
          },
        ]}
      />
    </section>
  )
}
