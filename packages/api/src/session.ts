import { parse } from 'cookie'
import { z } from 'zod'
import { teamCookie } from './team-cookie'

/** Secure ones have the longer name. Their token is never so long that next-auth would cut it: it says who it is, and nothing else. */
const sessionCookie = (publicUrl: URL) =>
  publicUrl.protocol === 'https:' ? '__Secure-next-auth.session-token' : 'next-auth.session-token'

export type Session = {
  userId: string | null
  teamId: string | null
  /** When it ends unless it is renewed; null where nobody is signed in. */
  expiresAt: Date | null
}

type Reading = {
  publicUrl: URL
  /** Next-auth's, with the secret of the session: it throws for a token that is not valid. */
  decode: (token: string) => Promise<{ sub?: string; exp?: unknown } | null>
}

/** The signed-in person's id, and the team that the browser last chose; each null when the header `Cookie` does not say so. */
export async function readSession(header: string | null | undefined, { publicUrl, decode }: Reading): Promise<Session> {
  const cookies = parse(header ?? '')
  const token = cookies[sessionCookie(publicUrl)]
  // One that has run out, or is another installation's on the same address, only means that nobody is signed in.
  const said = token ? await decode(token).catch(() => null) : null
  return {
    userId: idOrNull(said?.sub),
    teamId: idOrNull(cookies[teamCookie]),
    expiresAt: secondsSchema.safeParse(said?.exp).data ?? null,
  }
}

const idSchema = z.uuid()
/** Since 1970, as tokens say it. */
const secondsSchema = z.number().transform((seconds) => new Date(seconds * 1_000))
const idOrNull = (value: string | undefined) => (value ? (idSchema.safeParse(value).data ?? null) : null)
