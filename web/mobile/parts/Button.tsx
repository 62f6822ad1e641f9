import type { ReactNode } from 'react'
import { useSay } from '../../text/i18n.ts'

const classes = {
  main: 'button button-main',
  plain: 'button',
  danger: 'button button-wrong',
  quiet: 'button-link quiet-button',
} as const

/** A button big enough for a tired thumb. While its work is under way it says so and takes no second tap. */
export const Button = (props: {
  kind?: keyof typeof classes
  busy?: boolean
  disabled?: boolean
  label?: string
  onPress: () => void
  children: ReactNode
}): ReactNode => {
  const say = useSay()
  return (
    <button
      type="button"
      className={classes[props.kind ?? 'plain']}
      disabled={props.disabled === true || props.busy === true}
      aria-busy={props.busy === true}
      aria-label={props.label}
      onClick={props.onPress}
    >
      {props.busy ? say('mobile.state.sending') : props.children}
    </button>
  )
}
