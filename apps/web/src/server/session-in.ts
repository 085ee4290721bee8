import { readSession, type Session } from '@switchboard/api/session'
import { composition } from './composition'
import { tokenReader } from './token-reader'

let readToken: ReturnType<typeof tokenReader> | undefined

/** Who is signed in, by the header `Cookie`. A session of next-auth's would be encrypted anew at every call, for five times the cost. */
export function sessionIn(cookie: string | null): Promise<Session> {
  const { ctx, variables } = composition()
  readToken ??= tokenReader(variables.SESSION_SECRET)
  return readSession(cookie, { publicUrl: ctx.publicUrl, decode: readToken })
}
