type Move<State extends string> = { readonly from: readonly State[]; readonly to: State }

/**
 * A state machine is a table keyed by verb. The button, the route, the permission and the audit line share
 * the verb.
 */
export const defineStates = <const State extends string, const Action extends string>(table: {
  readonly states: readonly State[]
  readonly initial: NoInfer<State>
  readonly actions: Readonly<Record<Action, Move<NoInfer<State>>>>
}) => ({
  ...table,
  /** The state after `action`, or null when it may not start from `state`. */
  next: (state: State, action: Action): State | null =>
    table.actions[action].from.includes(state) ? table.actions[action].to : null,
})

export type StateOf<Machine extends { readonly states: readonly string[] }> = Machine['states'][number]
