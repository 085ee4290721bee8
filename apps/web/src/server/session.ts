import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { getServerSession } from 'next-auth'
import { z } from 'zod'
import { authOptions } from './auth'

const sessionSchema = z.object({ user: z.object({ id: z.uuid() }) })

/** Cookie with the team that the browser last chose; only a wish, membership is read at every call. */
const teamCookie = 'switchboard.team'

/** The signed-in person's id, or null. */
export async function readUserId(): Promise<string | null> {
  return sessionSchema.safeParse(await getServerSession(authOptions())).data?.user.id ?? null
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
