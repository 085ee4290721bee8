'use client'

import { Menu as MenuIcon } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Icon } from '@/components/ui/icon'
import { isCurrent, pages } from './pages'
import { useBadges } from './side-nav'

const tabs = pages.filter(({ isBeyondTabs }) => !isBeyondTabs)

/** Bottom navigation below 1024 pixels. */
export function PhoneTabs({ onMore }: { onMore: () => void }) {
  const path = usePathname()
  const badges = useBadges()
  return (
    <nav className="tabs" aria-label="Pages">
      {tabs.map((page) => (
        <Link key={page.path} href={page.path} aria-current={isCurrent(page, path) ? 'page' : undefined}>
          <Icon of={page.icon} />
          {page.shortName ?? page.name}
          {badges[page.path]?.broken ? (
            <>
              <span className="dot" />
              <span className="sr">, {badges[page.path]?.broken} needs you</span>
            </>
          ) : null}
        </Link>
      ))}
      <button type="button" onClick={onMore}>
        <Icon of={MenuIcon} />
        More
        {badges['/feedback']?.count ? (
          <>
            <span className="dot news" />
            <span className="sr">, questions wait for you</span>
          </>
        ) : null}
      </button>
    </nav>
  )
}
