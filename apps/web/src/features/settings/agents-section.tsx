import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'

/** The way to the page of agents. */
export const AgentsSection = () => (
  <section aria-labelledby="agents" style={{ maxWidth: 720 }}>
    <h2 id="agents" className="mb-2">
      Agents
    </h2>
    <div className="flex flex-wrap items-center gap-4">
      <p className="grow">Whom your team talks with, what they may do, and what they do for you by the clock.</p>
      <Link className={buttonClass({})} href="/settings/agents">
        Open agents
      </Link>
    </div>
  </section>
)
