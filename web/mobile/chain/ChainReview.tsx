import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Chain, ChainResult, EstateSheet } from '../../api/orders.ts'
import { applyChain } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState } from '../../ui/parts.tsx'
import { useBoard } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import type { ApplyBody, ChainDraft, Settlement } from '../logic/chain-draft.ts'
import { applyBodyOf, countChain, householdsToOrder } from '../logic/chain-draft.ts'
import { Ask } from '../parts/Ask.tsx'
import { Button } from '../parts/Button.tsx'
import { Fold } from '../parts/Fold.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { useWrite } from '../writing.ts'
import { ChainOrders } from './ChainOrders.tsx'
import { DoubtCard } from './DoubtCard.tsx'

/** A read chain before it becomes orders: the doubtful lines first, one card each, then what was understood. */
export const ChainReview = (props: {
  chain: Chain
  sheet: EstateSheet
  draft: ChainDraft
  onDraft: (draft: ChainDraft) => void
  onBack: () => void
  onApplied: (result: ChainResult) => void
}): ReactNode => {
  const say = useSay()
  const { chain, draft } = props
  const estateId = chain.estateId
  const board = useBoard(estateId)
  // Settled when the chain was pasted the last time: folded, so that only what is new is asked.
  const [settledBefore] = useState(() => Object.keys(draft.settled).map(Number))
  const made = settledBefore.filter((row) => {
    const settlement = draft.settled[String(row)]
    return (
      settlement?.decision === 'order' &&
      board.data?.households.some((one) => one.householdId === settlement.householdId && one.orderId !== null)
    )
  })
  const number = householdsToOrder(chain, draft, made)
  const [asking, setAsking] = useState(false)
  const counts = countChain(chain, draft)
  const apply = useWrite(
    (body: ApplyBody) => applyChain(chain.id, body),
    (answer) => props.onApplied(answer),
  )
  const send = (): void => {
    setAsking(false)
    void apply.submit(applyBodyOf(chain, draft))
  }
  const settle = (row: number, settlement: Settlement | null): void => {
    const { [String(row)]: _old, ...rest } = draft.settled
    props.onDraft({ ...draft, settled: settlement === null ? rest : { ...rest, [String(row)]: settlement } })
  }
  const card = (doubt: Chain['doubtful'][number]): ReactNode => (
    <DoubtCard
      key={doubt.row}
      doubt={doubt}
      rooms={board.data?.households ?? []}
      sheet={props.sheet}
      settlement={draft.settled[String(doubt.row)] ?? null}
      onSettle={(settlement) => settle(doubt.row, settlement)}
    />
  )
  const nothing = number === 0 && Object.keys(draft.settled).length === 0
  return (
    <EstateFrame
      estateId={estateId}
      title={say('mobile.chain.title')}
      action={
        asking ? (
          <Ask
            question={say('mobile.chain.askUnsettled', { number: counts.unsettled })}
            yes={say('mobile.chain.makeRest', { number })}
            no={say('mobile.chain.goOn')}
            onYes={send}
            onNo={() => setAsking(false)}
          />
        ) : (
          <Button
            kind="main"
            busy={apply.state === 'sending'}
            disabled={nothing}
            onPress={() => (counts.unsettled > 0 ? setAsking(true) : send())}
          >
            {nothing ? say('mobile.chain.nothing') : say('mobile.chain.make', { number })}
          </Button>
        )
      }
    >
      <div className="stack">
        <WriteNote problem={apply.problem} onRetry={send} />
        <p className="figures-line">{say('mobile.chain.counts', { ...counts })}</p>
        {chain.doubtful.length > 0 && (
          <h2>{say('mobile.chain.doubtful', { number: counts.doubtful, unsettled: counts.unsettled })}</h2>
        )}
        {chain.doubtful.filter((doubt) => !settledBefore.includes(doubt.row)).map(card)}
        {settledBefore.length > 0 && (
          <Fold title={say('mobile.chain.settledBefore')} count={settledBefore.length}>
            {chain.doubtful.filter((doubt) => settledBefore.includes(doubt.row)).map(card)}
          </Fold>
        )}
        {chain.orders.length === 0 && chain.doubtful.length === 0 ? (
          <EmptyState title={say('mobile.chain.noOrders')} why={say('mobile.chain.noOrdersTodo')} />
        ) : (
          <ChainOrders chain={chain} draft={draft} onDraft={props.onDraft} />
        )}
        <Button kind="quiet" onPress={props.onBack}>
          {say('mobile.chain.backToText')}
        </Button>
      </div>
    </EstateFrame>
  )
}
