import type { ReactNode } from 'react'
import { useRef, useState } from 'react'
import { useSay } from '../../text/i18n.ts'
import { Button } from './Button.tsx'

/** The older way, for pages that may not use the clipboard: it works only inside a tap. */
const copyBySelection = (text: string): boolean => {
  const field = document.createElement('textarea')
  field.value = text
  field.setAttribute('readonly', '')
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  field.setSelectionRange(0, text.length)
  let copied = false
  try {
    copied = document.execCommand('copy')
  } catch {
    copied = false
  }
  field.remove()
  return copied
}

/** Puts a text on the clipboard; false when the browser refuses both ways. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/**
 * Copies a text in one tap and says so. Where the clipboard is refused the text opens, wholly selected, to be copied
 * by a long press.
 */
export const CopyButton = (props: {
  text: string
  kind?: 'main' | 'plain' | 'quiet'
  /** What is said after it; without it, to paste it in the chat of the estate. */
  done?: string
  children: string
}): ReactNode => {
  const say = useSay()
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)
  const done = props.done ?? say('mobile.copy.done')
  const press = async (): Promise<void> => setOutcome((await copyText(props.text)) ? 'copied' : 'refused')
  return (
    <div className="copy">
      <Button kind={props.kind ?? 'plain'} onPress={() => void press()}>
        {outcome === 'copied' ? done : props.children}
      </Button>
      <span role="status" className="for-readers">
        {outcome === 'copied' ? done : ''}
      </span>
      {outcome === 'refused' && <SelectedText text={props.text} />}
    </div>
  )
}

/** A text to be copied by hand: one tap selects all of it. */
export const SelectedText = ({ text }: { text: string }): ReactNode => {
  const say = useSay()
  const field = useRef<HTMLTextAreaElement>(null)
  const selectAll = (): void => field.current?.setSelectionRange(0, text.length)
  return (
    <div>
      <p className="hint">{say('mobile.copy.byHand')}</p>
      <textarea
        ref={field}
        className="text-box"
        readOnly
        rows={8}
        value={text}
        aria-label={say('mobile.copy.text')}
        onFocus={selectAll}
        onClick={selectAll}
      />
    </div>
  )
}
