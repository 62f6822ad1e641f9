import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Bag } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { findBags } from '../logic/bags.ts'

/** The way without a camera: the bag's number or the room typed, and the bags that it may mean to choose from. */
export const BagEntry = ({ bags, onBag }: { bags: readonly Bag[]; onBag: (bag: Bag) => void }): ReactNode => {
  const say = useSay()
  const [typed, setTyped] = useState('')
  const found = findBags(bags, typed).slice(0, 6)
  const choose = (bag: Bag | undefined): void => {
    if (bag === undefined) return
    setTyped('')
    onBag(bag)
  }
  return (
    <form
      className="bag-entry"
      onSubmit={(event) => {
        event.preventDefault()
        if (found.length === 1) choose(found[0])
      }}
    >
      <label>
        <span>{say('mobile.bag.typed')}</span>
        <input
          className="text-box"
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          placeholder={say('mobile.bag.typedExample')}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      {typed.trim() !== '' && found.length === 0 && <p className="hint">{say('mobile.bag.notFound')}</p>}
      {found.map((bag) => (
        <button key={bag.id} type="button" className="row-button" onClick={() => choose(bag)}>
          <strong>{bag.label}</strong>
          <span>{say('mobile.bag.number', { number: bag.sequenceNo })}</span>
          <span className="soft">{say(`common.bag.${bag.state}`)}</span>
        </button>
      ))}
    </form>
  )
}
