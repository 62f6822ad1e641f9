import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Modal } from 'antd'
import type { ReactNode } from 'react'
import type { PlanInForce } from '../../api/plans.ts'
import { switchOffPlan } from '../../api/plans.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { ErrorState } from '../../ui/states.tsx'

export const SwitchOff = ({ plan, close }: { plan: PlanInForce; close: () => void }): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const { message } = App.useApp()
  const turnOff = useMutation({
    mutationFn: () => switchOffPlan(plan.id),
    onSuccess: async () => {
      await client.invalidateQueries()
      void message.success(say('console.plans.off.done', { code: plan.code, place: plan.placeName }))
      close()
    },
  })
  return (
    <Modal
      open
      title={say('console.plans.off.title', { code: plan.code, place: plan.placeName })}
      okText={say('console.plans.off.confirm')}
      cancelText={say('console.plans.off.keep')}
      okButtonProps={{ danger: true, loading: turnOff.isPending }}
      onOk={() => turnOff.mutate()}
      onCancel={close}
    >
      <ul className="what-happens">
        <li>{say('console.plans.off.cycle')}</li>
        <li>{say('console.plans.off.next')}</li>
        <li>{say('console.plans.off.rights')}</li>
      </ul>
      {turnOff.error ? <ErrorState problem={problemOf(turnOff.error)} /> : null}
    </Modal>
  )
}
