import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { Session } from '@switchboard/api/session'
import { sessionIn } from './session-in'

/** Who is signed in. */
export const readSession = async (): Promise<Session> => sessionIn((await headers()).get('cookie'))

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
