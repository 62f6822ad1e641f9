import { Table } from 'antd'
import type { ReactNode } from 'react'
import { saveFile } from '../../api/files.ts'
import type { HouseholdImport, ImportFault } from '../../api/imports.ts'
import { markedCopy } from '../../api/imports.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { BigNumber, StatusMark } from '../../ui/parts.tsx'

type Row = HouseholdImport['changes'][number]

/** What a list would change, or changed, and what is wrong in it, by the rows and columns that Excel shows. */
export const ImportPreview = ({
  view,
  isBlocked,
}: {
  view: HouseholdImport
  isBlocked: boolean
}): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  const { markedCopyId } = view
  return (
    <div className="upload-preview" role="status">
      <section className="numbers" aria-label={say('console.upload.counts')}>
        <BigNumber label={say('households.rows')} value={view.rowCount} />
        <BigNumber label={say('households.added')} value={view.added} />
        <BigNumber label={say('households.changed')} value={view.changed} />
        <BigNumber label={say('households.same')} value={view.same} />
        <BigNumber
          label={say('households.faulty')}
          value={view.faulty}
          tone={view.faulty > 0 ? 'wrong' : 'plain'}
        />
      </section>
      {view.faults.length > 0 ? (
        <>
          <div className="row row-apart">
            <StatusMark tone={view.faulty > 0 || isBlocked ? 'wrong' : 'wait'}>
              {isBlocked
                ? say('households.blocked')
                : view.faulty > 0
                  ? say('households.mend')
                  : say('console.upload.notes', { count: view.faults.length })}
            </StatusMark>
            {markedCopyId ? (
              <button
                type="button"
                className="button"
                onClick={() => void saveFile(markedCopy(markedCopyId), 'marked.xlsx')}
              >
                {say('households.marked')}
              </button>
            ) : null}
          </div>
          <Faults faults={view.faults} />
        </>
      ) : null}
      {view.changes.length === 0 ? (
        view.faults.length === 0 ? (
          <StatusMark tone="done">{say('households.nothing')}</StatusMark>
        ) : null
      ) : (
        <>
          <h3>{say('households.change')}</h3>
          <Table<Row & { key: number }>
            size="small"
            dataSource={view.changes.map((row, key) => ({ ...row, key }))}
            pagination={view.changes.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            columns={[
              {
                title: say('console.upload.what'),
                width: 110,
                render: (_, row) => (
                  <StatusMark tone={row.change === 'added' ? 'going' : 'wait'}>
                    {say(row.change === 'added' ? 'households.added' : 'households.changed')}
                  </StatusMark>
                ),
              },
              { title: say('console.upload.row'), dataIndex: 'row', width: 70, align: 'right' },
              { title: say('households.estate'), dataIndex: 'estateName' },
              { title: say('households.room'), dataIndex: 'label', width: 130 },
              { title: say('households.name'), dataIndex: 'contactMasked', width: 110 },
              { title: say('households.phone'), dataIndex: 'phoneMasked', width: 150 },
              { title: say('households.persons'), dataIndex: 'personCount', width: 80, align: 'right' },
              {
                title: say('households.needs'),
                render: (_, row) =>
                  row.flags.map((flag) => sayCode(`common.flag.${flag}`, {}) ?? flag).join('、'),
              },
            ]}
          />
          {view.added + view.changed > view.changes.length ? (
            <p className="quiet">{say('households.more', { count: view.changes.length })}</p>
          ) : null}
        </>
      )}
    </div>
  )
}

const Faults = ({ faults }: { faults: readonly ImportFault[] }): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  return (
    <Table<ImportFault & { key: number }>
      size="small"
      dataSource={faults.map((fault, key) => ({ ...fault, key }))}
      pagination={faults.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
      columns={[
        { title: say('console.upload.sheet'), dataIndex: 'sheet', width: 130 },
        {
          title: say('console.upload.row'),
          width: 80,
          align: 'right',
          render: (_, fault) => (fault.row > 0 ? fault.row : '—'),
        },
        { title: say('console.upload.column'), width: 80, render: (_, fault) => fault.column || '—' },
        {
          title: say('console.upload.wrong'),
          render: (_, fault) => sayCode(`errors.${fault.code}`, fault.data) ?? fault.code,
        },
      ]}
    />
  )
}
