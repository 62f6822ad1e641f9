import type { ReactNode } from 'react'
import { useState } from 'react'
import { labelForms, labelsFile, labelTestFile } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { tenthsOf, usePrinter } from '../../ui/printer.ts'
import { Choice } from '../../ui/Switches.tsx'
import { ErrorState } from '../../ui/states.tsx'
import type { FetchedFile } from '../files.ts'
import { fetchFile, isInsideChat, offerFile } from '../files.ts'
import { Button } from '../parts/Button.tsx'
import { Fold } from '../parts/Fold.tsx'

const readNumber = (text: string): number | undefined =>
  /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined

/** The labels as a file: which paper, all or a range, and a reason when some were printed before. */
export const Labels = ({ collectionId, bagCount }: { collectionId: string; bagCount: number }): ReactNode => {
  const say = useSay()
  const [printer, setPrinter] = usePrinter()
  const { form, offsetX, offsetY } = printer
  const [moved, setMoved] = useState({ offsetX: String(offsetX / 10), offsetY: String(offsetY / 10) })
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [file, setFile] = useState<FetchedFile | null>(null)
  const first = readNumber(from)
  const last = readNumber(to)
  const wrong = (first !== undefined && first > bagCount) || (first ?? 1) > (last ?? bagCount)
  const address = labelsFile(collectionId, {
    form,
    offsetX,
    offsetY,
    ...(first === undefined ? {} : { from: first }),
    ...(last === undefined ? {} : { to: last }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  })
  const testAddress = labelTestFile(form, { offsetX, offsetY })
  const open = async (from: string, name: string): Promise<void> => {
    setBusy(true)
    const fetched = await fetchFile(from)
    setBusy(false)
    setFile(fetched)
    if (fetched.kind === 'file') offerFile(fetched, name)
  }
  const move = (name: 'offsetX' | 'offsetY', typed: string): void => {
    setMoved({ ...moved, [name]: typed })
    const tenths = tenthsOf(typed)
    if (tenths !== null) setPrinter({ [name]: tenths })
  }
  return (
    <Fold title={say('mobile.labels.title')}>
      <div className="stack-tight">
        <Choice
          name="label-form"
          legend={say('mobile.labels.form')}
          values={labelForms}
          value={form}
          label={(one) => say(`mobile.labels.${one}`)}
          choose={(one) => setPrinter({ form: one })}
        />
        <div className="pair">
          <label className="field">
            <span>{say('mobile.labels.from')}</span>
            <input
              inputMode="numeric"
              value={from}
              placeholder="1"
              onChange={(event) => setFrom(event.target.value)}
            />
          </label>
          <label className="field">
            <span>{say('mobile.labels.to')}</span>
            <input
              inputMode="numeric"
              value={to}
              placeholder={String(bagCount)}
              onChange={(event) => setTo(event.target.value)}
            />
          </label>
        </div>
        <label className="field">
          <span>{say('mobile.labels.reason')}</span>
          <input value={reason} maxLength={100} onChange={(event) => setReason(event.target.value)} />
        </label>
        {wrong && <p className="hint hint-wait">{say('mobile.labels.wrongRange', { number: bagCount })}</p>}
        {file?.kind === 'problem' && <ErrorState problem={file.problem} />}
        {isInsideChat() ? (
          <>
            <p className="hint">{say('mobile.labels.inChat')}</p>
            <a className="button" href={address}>
              {say('mobile.labels.open')}
            </a>
          </>
        ) : (
          <Button busy={busy} disabled={wrong} onPress={() => void open(address, `labels-${form}.pdf`)}>
            {say('mobile.labels.open')}
          </Button>
        )}
        <Fold title={say('mobile.labels.offset')}>
          <div className="stack-tight">
            <p className="hint">{say('mobile.labels.offsetHint')}</p>
            <div className="pair">
              {(['offsetX', 'offsetY'] as const).map((name) => (
                <label className="field" key={name}>
                  <span>{say(`mobile.labels.${name}`)}</span>
                  <input
                    value={moved[name]}
                    aria-invalid={tenthsOf(moved[name]) === null}
                    onChange={(event) => move(name, event.target.value)}
                  />
                </label>
              ))}
            </div>
            {isInsideChat() ? (
              <a className="button" href={testAddress}>
                {say('mobile.labels.testPage')}
              </a>
            ) : (
              <Button busy={busy} onPress={() => void open(testAddress, `label-test-${form}.pdf`)}>
                {say('mobile.labels.testPage')}
              </Button>
            )}
          </div>
        </Fold>
      </div>
    </Fold>
  )
}
