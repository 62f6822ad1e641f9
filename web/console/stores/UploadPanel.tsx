import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import type { DragEvent, ReactNode } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import type { Offer } from '../../api/market.ts'
import { priceListFile, uploadPriceList } from '../../api/market.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { ErrorState } from '../../ui/states.tsx'
import { isNote, UploadPreview } from './UploadPreview.tsx'

/** Download the list, change it in Excel, drop it here: first shown what it would do, then applied. */
export const UploadPanel = ({
  storeId,
  offers,
  open,
}: {
  storeId: string
  offers: readonly Offer[]
  open: boolean
}): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const { message } = App.useApp()
  const inputId = useId()
  const [file, setFile] = useState<File | null>(null)
  const [over, setOver] = useState(false)
  const preview = useMutation({ mutationFn: (chosen: File) => uploadPriceList(storeId, chosen, 'preview') })
  const apply = useMutation({
    mutationFn: (chosen: File) => uploadPriceList(storeId, chosen, 'apply'),
    onSuccess: async (result) => {
      if (!result.applied) return
      await client.invalidateQueries({ queryKey: ['offers', storeId] })
      await client.invalidateQueries({ queryKey: ['stores'] })
      void message.success(say('console.upload.applied', { count: result.added + result.changed }))
      setFile(null)
      preview.reset()
    },
  })
  const choose = (chosen: File | undefined): void => {
    if (!chosen) return
    setFile(chosen)
    apply.reset()
    preview.mutate(chosen)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    choose(event.dataTransfer.files[0])
  }
  const clear = (): void => {
    setFile(null)
    preview.reset()
    apply.reset()
  }
  // What the server said last: of the application if there was one.
  const result = apply.data ?? preview.data
  const changes = result ? result.added + result.changed + result.unlisted : 0
  const panel = useRef<HTMLElement>(null)
  const said = result ?? preview.error ?? apply.error
  useEffect(() => {
    if (said) panel.current?.scrollIntoView({ block: 'start' })
  }, [said])
  return (
    <section className="panel under-top" ref={panel} aria-label={say('console.upload.title')}>
      <div className="row row-apart">
        <h2>{say('console.upload.title')}</h2>
        <a className="button" href={priceListFile(storeId)}>
          {open ? say('console.upload.template') : say('console.offers.download')}
        </a>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same */}
      <div
        className={over ? 'drop-zone is-over' : 'drop-zone'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          id={inputId}
          className="for-readers"
          type="file"
          accept=".xlsx"
          onChange={(event) => {
            choose(event.target.files?.[0])
            // The same file may be chosen again after it was mended.
            event.target.value = ''
          }}
        />
        <label htmlFor={inputId} className="button">
          {say('console.upload.choose')}
        </label>
        <span className="quiet">{file ? file.name : say('console.upload.drop')}</span>
      </div>
      {preview.isPending ? <p role="status">{say('console.upload.reading')}</p> : null}
      {preview.error ? <ErrorState problem={problemOf(preview.error)} /> : null}
      {apply.error ? <ErrorState problem={problemOf(apply.error)} /> : null}
      {result && file ? (
        <>
          <UploadPreview upload={result} before={offers} />
          <div className="row">
            {changes > 0 ? (
              <Button
                type="primary"
                size="large"
                disabled={result.faults.some((fault) => !isNote(fault.code))}
                loading={apply.isPending}
                onClick={() => apply.mutate(file)}
              >
                {say('console.upload.apply', { count: changes })}
              </Button>
            ) : null}
            <Button size="large" type="text" onClick={clear}>
              {say('console.upload.leave')}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  )
}
