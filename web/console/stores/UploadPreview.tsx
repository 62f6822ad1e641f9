import { Table } from 'antd'
import type { ReactNode } from 'react'
import { listNotes } from '../../../src/modules/market/errors.ts'
import type { Offer, Upload, UploadFault } from '../../api/market.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { BigNumber, Money, StatusMark } from '../../ui/parts.tsx'

/** Whether a line only says how the list was understood, and stops nothing. */
export const isNote = (code: string): boolean => code in listNotes

type Row = Upload['rows'][number]

const changeTone = { added: 'going', changed: 'wait', unchanged: 'none', unlisted: 'wait' } as const

/** What an uploaded list would change, and what is wrong in it, by the rows and columns that Excel shows. */
export const UploadPreview = ({
  upload,
  before,
}: {
  upload: Upload
  /** The list as it stands, to show what a price was. */
  before: readonly Offer[]
}): ReactNode => {
  const say = useSay()
  const now = new Map(before.map((offer) => [`${offer.kind} ${offer.name}`, offer]))
  const was = (row: Row): Offer | undefined =>
    row.change === 'changed' ? now.get(`${row.kind} ${row.name}`) : undefined
  const faults = upload.faults.filter((fault) => !isNote(fault.code))
  const notes = upload.faults.filter((fault) => isNote(fault.code))
  return (
    <div className="upload-preview" role="status">
      <section className="numbers" aria-label={say('console.upload.counts')}>
        <BigNumber label={say('console.upload.rows')} value={upload.rowCount} />
        <BigNumber label={say('console.upload.added')} value={upload.added} />
        <BigNumber label={say('console.upload.changed')} value={upload.changed} />
        <BigNumber label={say('console.upload.unchanged')} value={upload.unchanged} />
        <BigNumber
          label={say('console.upload.unlisted')}
          value={upload.unlisted}
          tone={upload.unlisted > 0 ? 'wait' : 'plain'}
        />
        <BigNumber
          label={say('console.upload.faults')}
          value={faults.length}
          tone={faults.length > 0 ? 'wrong' : 'plain'}
        />
      </section>
      {faults.length > 0 ? (
        <>
          <h3>
            <StatusMark tone="wrong">{say('console.upload.mend')}</StatusMark>
          </h3>
          <Faults faults={faults} />
        </>
      ) : null}
      {notes.length > 0 ? (
        <details>
          <summary>{say('console.upload.notes', { count: notes.length })}</summary>
          <Faults faults={notes} />
        </details>
      ) : null}
      {upload.added + upload.changed + upload.unlisted === 0 && faults.length === 0 ? (
        <StatusMark tone="done">{say('console.upload.same')}</StatusMark>
      ) : (
        <>
          <h3>{say('console.upload.change')}</h3>
          <Table<Row & { key: number }>
            size="small"
            dataSource={upload.rows
              .map((row, key) => ({ ...row, key }))
              .toSorted((left, right) => rank(left) - rank(right))}
            pagination={upload.rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            columns={[
              {
                title: say('console.upload.what'),
                width: 120,
                render: (_, row) => (
                  <StatusMark tone={changeTone[row.change]}>{say(`console.upload.${row.change}`)}</StatusMark>
                ),
              },
              { title: say('console.offers.name'), dataIndex: 'name' },
              {
                title: say('console.offers.kind'),
                width: 90,
                render: (_, row) => say(`console.offers.${row.kind}`),
              },
              {
                title: say('console.offers.price'),
                width: 220,
                align: 'right',
                render: (_, row) => (
                  <>
                    <WasPrice now={row.priceFen} before={was(row)?.priceFen} />
                    <Money fen={row.priceFen} /> <span className="quiet">/ {row.unitName}</span>
                  </>
                ),
              },
              {
                title: say('console.upload.stock'),
                width: 110,
                align: 'right',
                render: (_, row) => row.stockCount ?? '—',
              },
              {
                title: say('console.offers.limit'),
                width: 110,
                align: 'right',
                render: (_, row) => row.limitPerHousehold ?? say('console.offers.noLimit'),
              },
            ]}
          />
        </>
      )}
    </div>
  )
}

const WasPrice = ({ now, before }: { now: number; before: number | undefined }): ReactNode => {
  const say = useSay()
  if (before === undefined || before === now) return null
  return (
    <span className="was">
      <span className="for-readers">{say('console.upload.was')} </span>
      <Money fen={before} />
    </span>
  )
}

const order = ['unlisted', 'changed', 'added', 'unchanged'] as const
const rank = (row: Row): number => order.indexOf(row.change)

const Faults = ({ faults }: { faults: readonly UploadFault[] }): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  return (
    <Table<UploadFault & { key: number }>
      size="small"
      dataSource={faults.map((fault, key) => ({ ...fault, key }))}
      pagination={faults.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
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
