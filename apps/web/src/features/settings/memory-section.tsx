import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'

/** The way to what agents remember of oneself. */
export const MemorySection = () => (
  <section aria-labelledby="memory" style={{ maxWidth: 720 }}>
    <h2 id="memory" className="mb-2">
      Memory
    </h2>
    <div className="flex flex-wrap items-center gap-4">
      <p className="grow">What agents keep in mind of what you tell them: read it, correct it, switch it off.</p>
      <Link className={buttonClass({})} href="/settings/memory">
        Open memory
      </Link>
    </div>
  </section>
)
