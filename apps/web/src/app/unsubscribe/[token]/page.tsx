import type { Metadata } from 'next'
import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'
import { Entry } from '@/features/sign-in/entry'

export const metadata: Metadata = { title: 'Daily digest' }

const notifications = (
  <Link className="link" href="/settings/notifications">
    the page of your notifications
  </Link>
)

/** Ends the digest for whom its address names; what became of it has a page of its own. */
export default async function UnsubscribePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  if (token === 'done')
    return (
      <Entry title="No more digests">
        <p>The daily digest is turned off. You can turn it on again on {notifications}.</p>
      </Entry>
    )
  if (token === 'unknown')
    return (
      <Entry title="This address is not known">
        <p>Your mail program may have cut it, or it is very old. Turn the digest off on {notifications}.</p>
      </Entry>
    )
  return (
    <Entry title="Turn the daily digest off?">
      <form action={`/api/unsubscribe/${encodeURIComponent(token)}`} method="post">
        <p>Nothing else changes: suggestions and tasks stay where they are.</p>
        <button type="submit" className={`${buttonClass({ look: 'primary' })} mt-6 w-full`} style={{ height: 40 }}>
          Turn it off
        </button>
      </form>
    </Entry>
  )
}
