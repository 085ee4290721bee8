import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { decode } from 'next-auth/jwt'
import { readSession as readSessionOf, type Session } from '@switchboard/api/session'
import { composition } from './composition'

/** Who is signed in. A session of next-auth's would be encrypted anew at every call, for five times the cost. */
export async function readSession(): Promise<Session> {
  const { PUBLIC_URL, SESSION_SECRET } = composition().variables
  return readSessionOf((await headers()).get('cookie'), {
    publicUrl: new URL(PUBLIC_URL),
    decode: (token) => decode({ token, secret: SESSION_SECRET }),
  })
}

/** The signed-in person's id, or null. */
export const readUserId = async (): Promise<string | null> => (await readSession()).userId

/** Where the proxy notes the page that was asked for: layouts are not told. */
const pathHeader = 'x-switchboard-path'

/** For pages: whoever is signed out goes to the sign-in page, and from there to the page that was asked for. */
export async function requireUserId(): Promise<string> {
  const path = (await headers()).get(pathHeader) ?? '/'
  return (
    (await readUserId()) ?? redirect(path === '/' ? '/sign-in' : `/sign-in?callbackUrl=${encodeURIComponent(path)}`)
  )
}
