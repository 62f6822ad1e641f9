import { useMutation } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { saveFile } from '../../api/files.ts'
import type { Collection } from '../../api/orders.ts'
import { labelForms, labelsFile, labelTestFile } from '../../api/packing.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { usePrinter } from '../../ui/printer.ts'
import { Choice } from '../../ui/Switches.tsx'
import { ErrorState } from '../../ui/states.tsx'

/** Labels as a PDF: all, or the few that a jam spoilt, moved as this computer's printer needs it. */
export const LabelsPanel = ({ collection }: { collection: Collection }): ReactNode => {
  const say = useSay()
  const [printer, setPrinter] = usePrinter()
  const { form, offsetX, offsetY } = printer
  const [from, setFrom] = useState<number | null>(null)
  const [to, setTo] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const print = useMutation({
    mutationFn: () =>
      saveFile(
        labelsFile(collection.id, {
          form,
          offsetX,
          offsetY,
          ...(from === null ? {} : { from }),
          ...(to === null ? {} : { to }),
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        }),
        'labels.pdf',
      ),
  })
  const test = useMutation({
    mutationFn: () => saveFile(labelTestFile(form, { offsetX, offsetY }), 'label-test.pdf'),
  })
  const offsets = [
    ['offsetX', say('console.labels.offsetX'), offsetX],
    ['offsetY', say('console.labels.offsetY'), offsetY],
  ] as const
  const failed = print.error ?? test.error
  const wanted = print.error ? problemOf(print.error).code === 'packing.reprint_needs_reason' : false
  return (
    <section className="panel" aria-label={say('console.labels.title')}>
      <h2>{say('console.labels.title')}</h2>
      <Choice
        name="label-form"
        legend={say('console.labels.form')}
        values={labelForms}
        value={form}
        label={(one) => say(`console.labels.form.${one}`)}
        choose={(one) => setPrinter({ form: one })}
      />
      <div className="row">
        <span>{say('console.labels.range')}</span>
        <InputNumber
          aria-label={say('console.labels.from')}
          min={1}
          max={collection.bagCount}
          precision={0}
          placeholder="1"
          value={from}
          onChange={setFrom}
        />
        <span aria-hidden="true">—</span>
        <InputNumber
          aria-label={say('console.labels.to')}
          min={1}
          max={collection.bagCount}
          precision={0}
          placeholder={String(collection.bagCount)}
          value={to}
          onChange={setTo}
        />
        <span className="quiet">{say('console.labels.rangeAll', { count: collection.bagCount })}</span>
      </div>
      <div className="row">
        <span>{say('console.labels.offset')}</span>
        {offsets.map(([name, label, tenths]) => (
          <span key={name} className="row">
            <span className="quiet">{label}</span>
            <InputNumber
              aria-label={label}
              min={-5}
              max={5}
              step={0.1}
              precision={1}
              value={tenths / 10}
              onChange={(value) => setPrinter({ [name]: Math.round((value ?? 0) * 10) })}
            />
          </span>
        ))}
        <Button loading={test.isPending} onClick={() => test.mutate()}>
          {say('console.labels.testPage')}
        </Button>
      </div>
      <p className="quiet">{say('console.labels.offsetHint')}</p>
      {failed ? <ErrorState problem={problemOf(failed)} /> : null}
      {wanted || reason !== '' ? (
        <label className="field">
          <span>{say('console.labels.reason')}</span>
          <input
            maxLength={100}
            value={reason}
            placeholder={say('console.labels.reasonExample')}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      ) : null}
      <div>
        <Button
          type="primary"
          loading={print.isPending}
          disabled={wanted && reason.trim() === ''}
          onClick={() => print.mutate()}
        >
          {say('console.labels.make')}
        </Button>
      </div>
    </section>
  )
}
