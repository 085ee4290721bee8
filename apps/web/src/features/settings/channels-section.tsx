import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'

/** The way to the page that tells how messages get out. */
export const ChannelsSection = () => (
  <section aria-labelledby="channels" style={{ maxWidth: 720 }}>
    <h2 id="channels" className="mb-2">
      Channels
    </h2>
    <div className="flex flex-wrap items-center gap-4">
      <p className="grow">How messages reach your team: what gets through, how fast, and what has failed.</p>
      <Link className={buttonClass({})} href="/settings/channels">
        See how channels do
      </Link>
    </div>
  </section>
)
