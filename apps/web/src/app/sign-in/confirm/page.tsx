import type { Metadata } from 'next'
import Link from 'next/link'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { buttonClass } from '@/components/ui/button'
import { Entry } from '@/features/sign-in/entry'

export const metadata: Metadata = { title: 'Sign in' }

const load = createLoader({ link: parseAsString })

/** Where the mailed link leads: programs that open links in mails do not press buttons, so they cannot use it up. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { link } = await load(searchParams)
  const given = new URLSearchParams(link ?? '')
  const parts = new URLSearchParams()
  for (const name of ['callbackUrl', 'token', 'email']) parts.set(name, given.get(name) ?? '')
  const isWhole = given.has('token') && given.has('email')
  return (
    <Entry title={isWhole ? 'Almost there' : 'This link is incomplete'}>
      {isWhole ? (
        <form action="/api/auth/callback/email" method="get">
          <p>Sign in as {given.get('email')}.</p>
          {[...parts].map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button type="submit" className={`${buttonClass({ look: 'primary' })} mt-6 w-full`} style={{ height: 40 }}>
            Sign in to Switchboard
          </button>
        </form>
      ) : (
        <p>
          Your mail program may have cut it. Copy the whole line into the browser, or{' '}
          <Link className="link" href="/sign-in">
            ask for a new link
          </Link>
          .
        </p>
      )}
    </Entry>
  )
}
