'use client'

import { Button, buttonClass } from '@/components/ui/button'
import { Entry } from '@/features/sign-in/entry'

/** A page that could not be drawn. The digest finds the cause in the log of the web process. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Entry title="This page could not be shown">
      <title>This page could not be shown · Switchboard</title>
      <p>Something went wrong on our side. Nothing was changed or lost.</p>
      <p className="mt-6">
        <Button look="primary" onClick={reset}>
          Try again
        </Button>{' '}
        <a className={buttonClass({})} href="/">
          Go to the feed
        </a>
      </p>
      {error.digest && <p className="meta mt-6">For your admin: {error.digest}</p>}
    </Entry>
  )
}
