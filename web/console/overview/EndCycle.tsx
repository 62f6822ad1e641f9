import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Modal } from 'antd'
import type { ReactNode } from 'react'
import type { Cycle } from '../../api/orders.ts'
import { endCycle } from '../../api/orders.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoment } from '../../ui/moment.ts'
import { ErrorState } from '../../ui/states.tsx'

/** Ending a round before its time can't be taken back: it says so, and what happens, before it is done. */
export const EndCycle = ({
  cycle,
  close,
  ended,
}: {
  cycle: Cycle
  close: () => void
  ended: () => void
}): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const { message } = App.useApp()
  const end = useMutation({
    mutationFn: () => endCycle(cycle.id),
    onSuccess: async () => {
      await client.invalidateQueries()
      void message.success(say('console.end.done'))
      ended()
    },
  })
  return (
    <Modal
      open
      title={say('console.end.title', { place: cycle.placeName })}
      okText={say('console.end.confirm')}
      cancelText={say('console.end.keep')}
      okButtonProps={{ danger: true, loading: end.isPending }}
      onOk={() => end.mutate()}
      onCancel={close}
    >
      <ul className="what-happens">
        <li>{say('console.end.planned', { time: sayMoment(say, cycle.closesAt) })}</li>
        <li>{say('console.end.noMore')}</li>
        <li>{say('console.end.frozen')}</li>
        <li>{say('console.end.noWayBack')}</li>
      </ul>
      {end.error ? <ErrorState problem={problemOf(end.error)} /> : null}
    </Modal>
  )
}
