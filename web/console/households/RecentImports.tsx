import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Table } from 'antd'
import type { ReactNode } from 'react'
import type { RecentImport } from '../../api/imports.ts'
import { readImports, undoImport } from '../../api/imports.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { Moment, StatusMark } from '../../ui/parts.tsx'
import { ErrorState } from '../../ui/states.tsx'

/** What was imported in the last day, each with the way back. */
export const RecentImports = ({ estateId }: { estateId: string }): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const { message } = App.useApp()
  const recent = useQuery({ queryKey: ['imports', estateId], queryFn: () => readImports(estateId) })
  const undo = useMutation({
    mutationFn: undoImport,
    onSuccess: async (result) => {
      void message.success(say('households.undone', result))
      await client.invalidateQueries({ queryKey: ['imports'] })
      await client.invalidateQueries({ queryKey: ['households'] })
      await client.invalidateQueries({ queryKey: ['estates'] })
    },
  })
  const imports = recent.data?.imports ?? []
  if (imports.length === 0) return null
  return (
    <section className="panel" aria-label={say('households.recent')}>
      <h2>{say('households.recent')}</h2>
      {undo.error ? <ErrorState problem={problemOf(undo.error)} /> : null}
      <Table<RecentImport>
        size="small"
        rowKey="id"
        dataSource={[...imports]}
        pagination={false}
        columns={[
          { title: say('households.file'), dataIndex: 'fileName' },
          { title: say('households.estate'), dataIndex: 'placeName' },
          { title: say('households.at'), width: 170, render: (_, one) => <Moment at={one.importedAt} /> },
          {
            title: say('households.result'),
            width: 200,
            render: (_, one) => say('households.addedChanged', { added: one.added, changed: one.changed }),
          },
          {
            title: say('households.undoUntil'),
            width: 260,
            render: (_, one) =>
              one.undoneAt ? (
                <StatusMark tone="none">{say('households.wasUndone')}</StatusMark>
              ) : (
                <span className="row">
                  <Moment at={one.undoUntil} />
                  <Popconfirm title={say('households.undoAsk')} onConfirm={() => undo.mutate(one.id)}>
                    <Button loading={undo.isPending && undo.variables === one.id}>
                      {say('households.undo')}
                    </Button>
                  </Popconfirm>
                </span>
              ),
          },
        ]}
      />
    </section>
  )
}
