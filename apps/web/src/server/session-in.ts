import { decode } from 'next-auth/jwt'
import { readSession, type Session } from '@switchboard/api/session'
import { composition } from './composition'

/** Who is signed in, by the header `Cookie`. A session of next-auth's would be encrypted anew at every call, for five times the cost. */
export function sessionIn(cookie: string | null): Promise<Session> {
  const { ctx, variables } = composition()
  return readSession(cookie, {
    publicUrl: ctx.publicUrl,
    decode: (token) => decode({ token, secret: variables.SESSION_SECRET }),
  })
}
