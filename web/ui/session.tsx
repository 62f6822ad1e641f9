import { MutationCache, QueryCache, QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Me } from '../api/people.ts'
import { logOut } from '../api/people.ts'
import { isNotLoggedIn } from '../api/problem.ts'

export const sessionKey = ['session'] as const

/** One client for a whole page. `call` already tries again where that is safe. */
export const makeQueryClient = (): QueryClient => {
  // The session ended while the page was open: the guard asks again and shows the log-in over the page.
  const askAgain = (error: unknown): void => {
    if (isNotLoggedIn(error)) void client.invalidateQueries({ queryKey: sessionKey })
  }
  const client: QueryClient = new QueryClient({
    mutationCache: new MutationCache({ onError: askAgain }),
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== sessionKey[0]) askAgain(error)
      },
    }),
    defaultOptions: {
      queries: { retry: false, staleTime: 5_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  })
  return client
}

export const MeContext = createContext<Me | null>(null)

/** The person who is logged in. Only below a `SessionGuard`. */
export const useMe = (): Me => {
  const me = useContext(MeContext)
  if (!me) throw new Error('no session above this component')
  return me
}

export const useHasPost = (): ((...kinds: readonly string[]) => boolean) => {
  const me = useMe()
  return (...kinds) => me.posts.some((post) => kinds.includes(post.kind))
}

/** Whether one of the person's posts may do the verb somewhere; the server decides where. */
export const useMay = (): ((action: string) => boolean) => {
  const me = useMe()
  return (action) => me.actions.includes(action)
}

/** Tells the page that somebody has logged in. The same person goes on where they were. */
export const useSetMe = (): ((me: Me) => void) => {
  const client = useQueryClient()
  return (me) => {
    const before = client.getQueryData<Me>(sessionKey)
    if (before?.person.id !== me.person.id) client.clear()
    client.setQueryData(sessionKey, me)
    void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] })
  }
}

/** Ends the session and leaves nothing of it in the page: on a shared machine the next person starts clean. */
export const useLogOut = (): (() => Promise<void>) => {
  const client = useQueryClient()
  return async () => {
    try {
      await logOut()
    } finally {
      client.clear()
      window.location.assign(window.location.pathname.startsWith('/m') ? '/m/login' : '/console/login')
    }
  }
}

/** Posts that work on a telephone; everybody else begins at the desk. */
const phonePosts = ['grid_worker', 'store_picker']

export const homeOf = (me: Me): '/m' | '/console' =>
  me.posts.length > 0 && me.posts.every((post) => phonePosts.includes(post.kind)) ? '/m' : '/console'
