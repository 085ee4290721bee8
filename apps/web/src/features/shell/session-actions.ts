import { teamCookie } from '@switchboard/api/team-cookie'
import { forgetDrafts } from '@/lib/drafts'

const yearSeconds = 365 * 24 * 3_600

/** Only a wish: the server reads the membership at every call. Everything that is open belongs to the old team: start afresh. */
export function goToTeam(teamId: string): void {
  document.cookie = `${teamCookie}=${encodeURIComponent(teamId)}; path=/; max-age=${yearSeconds}; samesite=lax`
  window.location.assign('/')
}

/** Loaded when it is needed: nobody signs out on the first page they see. */
export async function signOutNow(): Promise<void> {
  forgetDrafts()
  const { signOut } = await import('next-auth/react')
  await signOut({ callbackUrl: '/sign-in' })
}
