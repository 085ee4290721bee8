import { signOut } from 'next-auth/react'

const yearSeconds = 365 * 24 * 3_600

/** Only a wish: the server reads the membership at every call. */
export function chooseTeam(teamId: string): void {
  document.cookie = `switchboard.team=${encodeURIComponent(teamId)}; path=/; max-age=${yearSeconds}; samesite=lax`
}

export const signOutNow = () => signOut({ callbackUrl: '/sign-in' })
