import type { ReactNode } from 'react'
import { useSay } from '../../text/i18n.ts'

/** Fewer, a count, more: keys of 60 px for one hand. `max` stops the right key; the reason stands beside the line. */
export const Stepper = (props: {
  name: string
  count: number
  min?: number
  max?: number | undefined
  onChange: (count: number) => void
}): ReactNode => {
  const say = useSay()
  return (
    <div className="stepper">
      <button
        type="button"
        aria-label={say('mobile.stepper.fewer', { name: props.name })}
        disabled={props.count <= (props.min ?? 0)}
        onClick={() => props.onChange(props.count - 1)}
      >
        −
      </button>
      <output aria-live="polite">{props.count}</output>
      <button
        type="button"
        aria-label={say('mobile.stepper.more', { name: props.name })}
        disabled={props.max !== undefined && props.count >= props.max}
        onClick={() => props.onChange(props.count + 1)}
      >
        +
      </button>
    </div>
  )
}
