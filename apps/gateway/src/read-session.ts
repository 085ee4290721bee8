import type { IncomingMessage } from 'node:http'
import { decode } from 'next-auth/jwt'
import { z } from 'zod'

const names = ['__Secure-next-auth.session-token', 'next-auth.session-token']

/** The signed-in person's id from next-auth's cookie, or null; and the team the browser last chose. */
export async function readSession(
  request: IncomingMessage,
  secret: string,
): Promise<{ userId: string; teamId: string | null } | null> {
  const cookies = parseCookies(request.headers.cookie ?? '')
  const token = names.map((name) => joined(cookies, name)).find((value) => value !== '')
  if (!token) return null
  try {
    const userId = z.uuid().safeParse((await decode({ token, secret }))?.sub).data
    return userId ? { userId, teamId: z.uuid().safeParse(cookies.get('switchboard.team')).data ?? null } : null
  } catch {
    return null
  }
}

const parseCookies = (header: string) =>
  new Map(
    header.split(';').map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const
    }),
  )

/** Cookies of other programs on the same host may hold anything. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** A long cookie comes in numbered parts. */
function joined(cookies: Map<string, string>, name: string): string {
  let value = cookies.get(name) ?? ''
  for (let part = 0; cookies.has(`${name}.${part}`); part++) value += cookies.get(`${name}.${part}`)
  return value
}
