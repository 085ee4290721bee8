import type { Metadata } from 'next'
import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'
import { Entry } from '@/features/sign-in/entry'

export const metadata: Metadata = { title: 'No such page' }

export default function NotFound() {
  return (
    <Entry title="There is no such page">
      <p>The address may be mistyped, or what it led to is gone.</p>
      <p className="mt-6">
        <Link className={buttonClass({ look: 'primary' })} href="/">
          Go to the feed
        </Link>
      </p>
    </Entry>
  )
}
