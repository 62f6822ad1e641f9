import { call } from './call.ts'
import type { Answer } from './routes.ts'

export type Me = Answer<'GET /api/session'>
export type Session = Answer<'GET /api/sessions'>['sessions'][number]

export const readMe = () => call('GET /api/session', {})
/** Opens a session and says whose it is. */
export const logIn = async (login: string, password: string): Promise<Me> => {
  await call('POST /api/session', { body: { login, password } })
  return readMe()
}
export const logOut = () => call('DELETE /api/session', {})
export const readSessions = () => call('GET /api/sessions', {})
export const endSession = (id: string) => call('DELETE /api/sessions/:id', { params: { id } })
export const changePassword = (oldPassword: string, newPassword: string) =>
  call('PUT /api/password', { body: { oldPassword, newPassword } })

export type Person = Answer<'GET /api/persons'>['persons'][number]

export const readPersons = () => call('GET /api/persons', {})
export const endSessionsOf = (id: string) => call('POST /api/persons/:id/end-sessions', { params: { id } })
export const disablePerson = (id: string) => call('POST /api/persons/:id/disable', { params: { id } })
export const enablePerson = (id: string) => call('POST /api/persons/:id/enable', { params: { id } })
export const endPost = (id: string, postId: string) =>
  call('POST /api/persons/:id/end-post', { params: { id }, body: { postId } })
