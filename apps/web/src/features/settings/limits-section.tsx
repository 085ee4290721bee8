import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'

/** The way to the page that tells who uses how much of the limits. */
export const LimitsSection = () => (
  <section aria-labelledby="limits" style={{ maxWidth: 720 }}>
    <h2 id="limits" className="mb-2">
      Limits
    </h2>
    <div className="flex flex-wrap items-center gap-4">
      <p className="grow">How much members say to agents at the moment, and how much they may.</p>
      <Link className={buttonClass({})} href="/settings/limits">
        See what is used
      </Link>
    </div>
  </section>
)
