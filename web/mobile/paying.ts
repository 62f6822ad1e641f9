import { pay } from '../api/orders.ts'
import { useRefresh } from './data.ts'
import type { Write } from './writing.ts'
import { useWrite } from './writing.ts'

export type Payment = {
  readonly orderId: string
  readonly kind: 'collect' | 'advance' | 'repay' | 'refund'
  readonly amountFen: number
}
export type Paying = Write<Payment, Awaited<ReturnType<typeof pay>>>

/** One movement of money for an order of the estate, in whole fen. */
export const usePay = (estateId: string): Paying => {
  const refresh = useRefresh()
  return useWrite(
    (payment: Payment, id) => pay({ id, ...payment }),
    () => refresh.estate(estateId),
  )
}
