import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { Entry } from '@/features/sign-in/entry'
import { SignInWays } from '@/features/sign-in/sign-in-ways'
import { composition } from '@/server/composition'
import { ownPath } from '@/server/own-path'
import { readUserId } from '@/server/session'
import { signInOptions } from '@/server/sign-in-options'

export const metadata: Metadata = { title: 'Sign in' }
export const dynamic = 'force-dynamic'

const load = createLoader({ callbackUrl: parseAsString.withDefault('/'), error: parseAsString })

/** next-auth's codes, for people. */
const faults: Record<string, string> = {
  AccessDenied: 'This account has no verified address, or you did not agree. Choose another one.',
  Verification: 'This link was used already, or it is older than a day. Ask for a new one.',
  OAuthCallback: 'The sign-in was not finished. Try again.',
  EmailSignin: 'The mail could not be sent. Try again in a minute.',
  TooMany: 'That was too often in a short time. Try again in a few minutes.',
  SessionRequired: 'Sign in to see this page.',
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { callbackUrl, error } = await load(searchParams)
  const target = ownPath(callbackUrl, composition().ctx.publicUrl)
  if (await readUserId()) redirect(target)
  const options = await signInOptions()
  return (
    <Entry title="Sign in to Switchboard">
      <p>It reads what arrives, proposes tasks, and lets you decide.</p>
      {error && (
        <p className="notice bad mt-4" role="alert" style={{ color: 'var(--fg)' }}>
          {faults[error] ?? 'The sign-in did not work. Try again.'}
        </p>
      )}
      <SignInWays ways={options} callbackUrl={target} />
      {options.sandboxUrl && (
        <p className="meta mt-6">
          This is the sandbox: Google and the mail server are simulated on this machine. Links that are sent by mail are
          found{' '}
          <a className="link" href={`${options.sandboxUrl}/mail`} target="_blank" rel="noreferrer">
            on its mail page
          </a>
          .
        </p>
      )}
    </Entry>
  )
}
