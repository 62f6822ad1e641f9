import type { ReactNode } from 'react'
import { useState } from 'react'
import type { LabelRange } from '../../api/packing.ts'
import { labelsFile } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
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
  const [form, setForm] = useState<LabelRange['form']>('80x60')
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
    ...(first === undefined ? {} : { from: first }),
    ...(last === undefined ? {} : { to: last }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  })
  const open = async (): Promise<void> => {
    setBusy(true)
    const fetched = await fetchFile(address)
    setBusy(false)
    setFile(fetched)
    if (fetched.kind === 'file') offerFile(fetched, `labels-${form}.pdf`)
  }
  return (
    <Fold title={say('mobile.labels.title')}>
      <div className="stack-tight">
        <Choice<LabelRange['form']>
          name="label-form"
          legend={say('mobile.labels.form')}
          values={['80x60', 'a4']}
          value={form}
          label={(one) => say(`mobile.labels.${one}`)}
          choose={setForm}
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
          <Button busy={busy} disabled={wrong} onPress={() => void open()}>
            {say('mobile.labels.open')}
          </Button>
        )}
      </div>
    </Fold>
  )
}
