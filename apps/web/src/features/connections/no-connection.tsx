'use client'

import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'

/** An address that names no connection this person may see, and where to go from there. */
export function NoConnection() {
  return (
    <main id="content" className="page flex flex-col">
      <EmptyState
        first
        icon={SearchX}
        title="There is no such connection"
        action={
          <Link className={buttonClass({ look: 'primary' })} href="/integrations">
            Go to Integrations
          </Link>
        }
      >
        <p>It does not exist, or it belongs to somebody else. Your own connections are listed under Integrations.</p>
      </EmptyState>
    </main>
  )
}
