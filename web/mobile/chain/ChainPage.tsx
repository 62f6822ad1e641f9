import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { ChainResult } from '../../api/orders.ts'
import { readChainText } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState } from '../../ui/parts.tsx'
import { Loaded, Loading } from '../../ui/states.tsx'
import { useChain, useRefresh, useSheet } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import type { ChainDraft } from '../logic/chain-draft.ts'
import {
  emptyChainDraft,
  keepChainDraft,
  readChainDraft,
  recallSettled,
  rememberSettled,
} from '../logic/chain-draft.ts'
import { tabStore } from '../memory.ts'
import { Button } from '../parts/Button.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { useWrite } from '../writing.ts'
import { ChainResultView } from './ChainResultView.tsx'
import { ChainReview } from './ChainReview.tsx'

/** A chat's order chain becomes orders: paste, settle what is doubtful, make the orders. */
export const ChainPage = ({ estateId }: { estateId: string }): ReactNode => {
  const say = useSay()
  const sheet = useSheet(estateId)
  const [result, setResult] = useState<ChainResult | null>(null)
  const [draft, setDraft] = useState<ChainDraft>(() => readChainDraft(tabStore(), estateId))
  const refresh = useRefresh()
  const client = useQueryClient()

  const keep = (next: ChainDraft): void => {
    setDraft(next)
    keepChainDraft(tabStore(), estateId, next)
  }
  const read = useWrite(
    (text: string, id) => readChainText(estateId, id, text),
    (chain, text) => {
      client.setQueryData(['chain', chain.id], chain)
      keep({ text, chainId: chain.id, settled: recallSettled(tabStore(), chain), replaceOwn: [] })
    },
  )
  const chain = useChain(draft.chainId)
  const applied = (answer: ChainResult): void => {
    setResult(answer)
    keep(emptyChainDraft)
    void refresh.estate(estateId)
  }

  if (result !== null) {
    return (
      <EstateFrame estateId={estateId} title={say('mobile.chain.title')}>
        <ChainResultView estateId={estateId} result={result} onAgain={() => setResult(null)} />
      </EstateFrame>
    )
  }
  const cycle = sheet.data?.cycle ?? null
  if (sheet.data !== undefined && cycle?.state !== 'open') {
    return (
      <EstateFrame estateId={estateId} title={say('mobile.chain.title')}>
        <EmptyState
          title={say(cycle === null ? 'mobile.home.noPlan' : 'mobile.closed.title')}
          why={say(cycle === null ? 'mobile.home.noPlanTodo' : 'mobile.closed.todo')}
        />
      </EstateFrame>
    )
  }
  if (draft.chainId !== null) {
    if (chain.data !== undefined && sheet.data !== undefined) {
      return (
        <ChainReview
          chain={chain.data}
          sheet={sheet.data}
          draft={draft}
          onDraft={(next) => {
            keep(next)
            rememberSettled(tabStore(), chain.data, next)
          }}
          onBack={() => keep({ ...draft, chainId: null })}
          onApplied={applied}
        />
      )
    }
    return (
      <EstateFrame estateId={estateId} title={say('mobile.chain.title')}>
        <Loaded query={chain}>{() => <Loading />}</Loaded>
        {chain.isError && (
          <Button kind="quiet" onPress={() => keep({ ...draft, chainId: null })}>
            {say('mobile.chain.backToText')}
          </Button>
        )}
      </EstateFrame>
    )
  }
  return (
    <EstateFrame
      estateId={estateId}
      title={say('mobile.chain.title')}
      action={
        <Button
          kind="main"
          disabled={draft.text.trim() === ''}
          busy={read.state === 'sending'}
          onPress={() => void read.submit(draft.text)}
        >
          {say('mobile.chain.read')}
        </Button>
      }
    >
      <PasteBox text={draft.text} onText={(text) => keep({ ...emptyChainDraft, text })} />
      <WriteNote problem={read.problem} onRetry={() => void read.submit(draft.text)} />
    </EstateFrame>
  )
}

const PasteBox = ({ text, onText }: { text: string; onText: (text: string) => void }): ReactNode => {
  const say = useSay()
  const [refused, setRefused] = useState(false)
  const canRead = typeof navigator.clipboard?.readText === 'function'
  const paste = async (): Promise<void> => {
    try {
      const pasted = await navigator.clipboard.readText()
      setRefused(pasted.trim() === '')
      if (pasted.trim() !== '') onText(pasted)
    } catch {
      setRefused(true)
    }
  }
  return (
    <div className="stack">
      <p className="hint">{say('mobile.chain.how')}</p>
      {canRead && text === '' && (
        <Button onPress={() => void paste()}>{say('mobile.chain.fromClipboard')}</Button>
      )}
      {refused && <p className="hint hint-wait">{say('mobile.chain.clipboardRefused')}</p>}
      <textarea
        className="text-box paste-box"
        value={text}
        rows={12}
        spellCheck={false}
        autoComplete="off"
        aria-label={say('mobile.chain.box')}
        placeholder={say('mobile.chain.example')}
        onChange={(event) => onText(event.target.value)}
      />
      {text !== '' && (
        <Button kind="quiet" onPress={() => onText('')}>
          {say('mobile.chain.clear')}
        </Button>
      )}
    </div>
  )
}
