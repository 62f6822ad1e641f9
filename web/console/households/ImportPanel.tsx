import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import type { DragEvent, ReactNode } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import type { ImportScope } from '../../api/imports.ts'
import { householdsFile, importHouseholds } from '../../api/imports.ts'
import type { Estate } from '../../api/places.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { ErrorState } from '../../ui/states.tsx'
import { usePlaces } from '../choices.tsx'
import { ImportPreview } from './ImportPreview.tsx'

/** Drop a list here: first shown what it would do, row by row; then taken over. */
export const ImportPanel = ({ estate, isEmpty }: { estate: Estate; isEmpty: boolean }): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const { message } = App.useApp()
  const inputId = useId()
  const [file, setFile] = useState<File | null>(null)
  const [isOver, setIsOver] = useState(false)
  const [scopeId, setScopeId] = useState(estate.id)
  const places = usePlaces()
  const wider = (places.data ?? []).filter((place) => place.kind === 'community' || place.kind === 'street')
  const scope: ImportScope = { kind: scopeId === estate.id ? 'estate' : 'place', id: scopeId }
  const preview = useMutation({
    mutationFn: (given: { scope: ImportScope; file: File }) =>
      importHouseholds(given.scope, given.file, 'preview'),
  })
  const apply = useMutation({
    mutationFn: (chosen: File) => importHouseholds(scope, chosen, 'apply'),
    onSuccess: async (result) => {
      if (!result.applied) return
      await client.invalidateQueries({ queryKey: ['households'] })
      await client.invalidateQueries({ queryKey: ['imports'] })
      await client.invalidateQueries({ queryKey: ['estates'] })
      void message.success(
        result.repeated
          ? say('households.repeated')
          : say('households.applied', { added: result.added, changed: result.changed }),
      )
      if (result.faulty > 0) return
      setFile(null)
      preview.reset()
      apply.reset()
    },
  })
  const look = (chosen: File, at: ImportScope): void => {
    setFile(chosen)
    apply.reset()
    preview.mutate({ scope: at, file: chosen })
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setIsOver(false)
    const dropped = event.dataTransfer.files[0]
    if (dropped) look(dropped, scope)
  }
  const clear = (): void => {
    setFile(null)
    preview.reset()
    apply.reset()
  }
  // What the server said last: of the import if there was one.
  const result = apply.data ?? preview.data
  const changes = result && !apply.data ? result.added + result.changed : 0
  const isBlocked = result?.faults.some((fault) => fault.row === 0) ?? false
  const panel = useRef<HTMLElement>(null)
  const said = result ?? preview.error ?? apply.error
  useEffect(() => {
    if (said) panel.current?.scrollIntoView({ block: 'start' })
  }, [said])
  return (
    <section className="panel under-top" ref={panel} aria-label={say('households.import')}>
      <div className="row row-apart">
        <h2>{say('households.import')}</h2>
        {isEmpty ? (
          <a className="button" href={householdsFile(estate.id)}>
            {say('households.template')}
          </a>
        ) : null}
      </div>
      {wider.length > 0 ? (
        <div className="row">
          <span>{say('households.scope')}</span>
          <Select
            aria-label={say('households.scope')}
            style={{ minWidth: 360 }}
            value={scopeId}
            onChange={(id: string) => {
              setScopeId(id)
              if (file) look(file, { kind: id === estate.id ? 'estate' : 'place', id })
            }}
            options={[
              { value: estate.id, label: say('households.scopeEstate', { name: estate.name }) },
              ...wider.map((place) => ({
                value: place.id,
                label: say('households.scopePlace', { name: place.name }),
              })),
            ]}
          />
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same */}
      <div
        className={isOver ? 'drop-zone is-over' : 'drop-zone'}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <input
          id={inputId}
          className="for-readers"
          type="file"
          accept=".xlsx"
          onChange={(event) => {
            const chosen = event.target.files?.[0]
            if (chosen) look(chosen, scope)
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
          <ImportPreview view={result} isBlocked={isBlocked} />
          <div className="row">
            {changes > 0 && !isBlocked ? (
              <Button
                type="primary"
                size="large"
                loading={apply.isPending}
                onClick={() => apply.mutate(file)}
              >
                {say('households.apply', { count: changes })}
              </Button>
            ) : null}
            <Button size="large" type="text" onClick={clear}>
              {say('households.leave')}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  )
}
