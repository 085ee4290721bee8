import type { Metadata } from 'next'
import Link from 'next/link'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { Entry } from '@/features/sign-in/entry'
import { composition } from '@/server/composition'

export const metadata: Metadata = { title: 'Check your mail' }
export const dynamic = 'force-dynamic'

const load = createLoader({ to: parseAsString })

export default async function CheckMailPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { to } = await load(searchParams)
  const { sandbox } = composition().system
  return (
    <Entry title="Check your mail">
      <p>
        {to ? `We sent a link to ${to}.` : 'If you asked for a sign-in link, it is in your mail.'} It works once, within
        24 hours.
      </p>
      <p className="mt-6 flex gap-4">
        {sandbox && (
          <a className="link" href={`${sandbox.url}/mail`} target="_blank" rel="noreferrer">
            Open the sandbox’s mail page
          </a>
        )}
        <Link className="link" href="/sign-in">
          Sign in another way
        </Link>
      </p>
    </Entry>
  )
}
