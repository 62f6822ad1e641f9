import type { ReactNode } from 'react'
import { Button } from './Button.tsx'

/** Asks once more before something that is hard to take back: in its place on the page, with both answers in words. */
export const Ask = (props: {
  question: string
  yes: string
  no: string
  busy?: boolean
  danger?: boolean
  onYes: () => void
  onNo: () => void
}): ReactNode => (
  <div className="ask" role="alertdialog" aria-label={props.question}>
    <p>{props.question}</p>
    <div className="pair">
      <Button kind={props.danger ? 'danger' : 'main'} busy={props.busy ?? false} onPress={props.onYes}>
        {props.yes}
      </Button>
      <Button onPress={props.onNo}>{props.no}</Button>
    </div>
  </div>
)
