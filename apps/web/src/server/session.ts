import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { getServerSession } from 'next-auth'
import { z } from 'zod'
import { authOptions } from './auth'

const sessionSchema = z.object({ user: z.object({ id: z.uuid() }) })

/** Cookie with the team that the browser last chose; only a wish, membership is read at every call. */
export const teamCookie = 'switchboard.team'

/** The signed-in person's id, or null. */
export async function readUserId(): Promise<string | null> {
  return sessionSchema.safeParse(await getServerSession(authOptions())).data?.user.id ?? null
}

export async function readTeamWish(): Promise<string | null> {
  return z.uuid().safeParse((await cookies()).get(teamCookie)?.value).data ?? null
}

/** For pages: whoever is signed out goes to the sign-in page. */
export async function requireUserId(): Promise<string> {
  return (await readUserId()) ?? redirect('/sign-in')
}
