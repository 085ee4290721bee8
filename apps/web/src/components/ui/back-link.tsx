import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Icon } from './icon'

/** From a page to the one above it. */
export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link className="back-link" href={href}>
      <Icon of={ArrowLeft} small />
      {children}
    </Link>
  )
}
