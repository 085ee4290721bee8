import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { decode } from 'next-auth/jwt'
import { z } from 'zod'
import { composition } from './composition'
import { isHttps } from './page-security'

/** Cookie with the team that the browser last chose; only a wish, membership is read at every call. */
const teamCookie = 'switchboard.team'

/** Secure ones have the longer name. Their token is never so long that next-auth would cut it: it says who it is, and nothing else. */
const sessionCookie = (publicUrl: string) =>
  isHttps(new URL(publicUrl)) ? '__Secure-next-auth.session-token' : 'next-auth.session-token'

/** The signed-in person's id, or null. A session of next-auth's would be encrypted anew at every call, for five times the cost. */
export async function readUserId(): Promise<string | null> {
  const { PUBLIC_URL, SESSION_SECRET } = composition().variables
  const token = (await cookies()).get(sessionCookie(PUBLIC_URL))?.value
  // One that has run out, or is another installation's on the same address, only means that nobody is signed in.
  const said = token ? await decode({ token, secret: SESSION_SECRET }).catch(() => null) : null
  return z.uuid().safeParse(said?.sub).data ?? null
}

export async function readTeamWish(): Promise<string | null> {
  return z.uuid().safeParse((await cookies()).get(teamCookie)?.value).data ?? null
}

/** Where the proxy notes the page that was asked for: layouts are not told. */
const pathHeader = 'x-switchboard-path'

/** For pages: whoever is signed out goes to the sign-in page, and from there to the page that was asked for. */
export async function requireUserId(): Promise<string> {
  const path = (await headers()).get(pathHeader) ?? '/'
  return (
    (await readUserId()) ?? redirect(path === '/' ? '/sign-in' : `/sign-in?callbackUrl=${encodeURIComponent(path)}`)
  )
}
