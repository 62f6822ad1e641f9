import { useRef, useState } from 'react'
import { newDocumentId } from '../api/ids.ts'
import type { Problem } from '../api/problem.ts'
import { problemOf } from '../api/problem.ts'

/** The fixed words for what became of a write: 未提交, 正在提交, 已收到. 'received' only after the server's answer. */
export type WriteState = 'not_sent' | 'sending' | 'received'

export type Write<Input, Answer> = {
  readonly state: WriteState
  readonly answer: Answer | null
  /** The input that is under way or was sent last. */
  readonly input: Input | null
  readonly problem: Problem | null
  readonly submit: (input: Input) => Promise<Answer | null>
  readonly reset: () => void
}

/**
 * One write of a page. The document id is made once per intention: the same content keeps its id through every try,
 * so a second tap or a retry after a lost answer does nothing twice; other content is another document. While one is
 * under way further taps do nothing.
 */
export const useWrite = <Input, Answer>(
  send: (input: Input, id: string) => Promise<Answer>,
  onReceived?: (answer: Answer, input: Input) => unknown,
): Write<Input, Answer> => {
  const intention = useRef<{ content: string; id: string } | null>(null)
  const underWay = useRef(false)
  const [state, setState] = useState<WriteState>('not_sent')
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [input, setInput] = useState<Input | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  const submit = async (wanted: Input): Promise<Answer | null> => {
    if (underWay.current) return null
    underWay.current = true
    const content = JSON.stringify(wanted)
    if (intention.current?.content !== content) intention.current = { content, id: newDocumentId() }
    setInput(wanted)
    setProblem(null)
    setState('sending')
    try {
      const received = await send(wanted, intention.current.id)
      intention.current = null
      setAnswer(received)
      setState('received')
      onReceived?.(received, wanted)
      return received
    } catch (error) {
      setProblem(problemOf(error))
      setState('not_sent')
      return null
    } finally {
      underWay.current = false
    }
  }
  const reset = (): void => {
    setState('not_sent')
    setAnswer(null)
    setInput(null)
    setProblem(null)
  }
  return { state, answer, input, problem, submit, reset }
}
