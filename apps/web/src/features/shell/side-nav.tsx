'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronsUpDown, CircleAlert, Keyboard, LogOut, Search, Settings } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import clsx from 'clsx'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Mark } from '@/components/ui/mark'
import { choices, Menu } from '@/components/ui/menu'
import { countText } from '@/lib/count-text'
import { useTRPC } from '@/lib/trpc'
import { useCommandKey } from '@/lib/use-keys'
import { isCurrent, pages } from './pages'
import { goToTeam, signOutNow } from './session-actions'
import { Sources } from './sources'

/** Team, search, pages with what waits on each, sources, and oneself. */
export function SideNav({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const path = usePathname()
  const badges = useBadges()
  const command = useCommandKey()
  return (
    <aside className="side" aria-label="Navigation">
      <TeamMenu />
      <button type="button" className="find" onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
        <Icon of={Search} />
        <span className="grow cut">Search or go to</span>
        <kbd aria-hidden="true">{command === '⌘' ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <div className="side-scroll">
        <nav aria-label="Pages">
          {pages.map((page) => (
            <Link
              key={page.path}
              className="nav-a"
              href={page.path}
              aria-current={isCurrent(page, path) ? 'page' : undefined}
            >
              <Icon of={page.icon} />
              {page.name}
              <Badge {...badges[page.path]} />
            </Link>
          ))}
        </nav>
        <Sources />
      </div>
      <Me onKeys={onKeys} />
    </aside>
  )
}

type BadgeProps = { count?: number; broken?: number }

/** How much waits on a page. */
export function useBadges(): Record<string, BadgeProps> {
  const trpc = useTRPC()
  const suggestions = useQuery(trpc.suggestion.counts.queryOptions()).data
  const tasks = useQuery(trpc.task.counts.queryOptions()).data
  const conversations = useQuery(trpc.conversation.counts.queryOptions()).data
  const questions = useQuery(trpc.feedback.counts.queryOptions()).data
  const connections = useQuery(trpc.connection.list.queryOptions()).data?.items ?? []
  return {
    '/': { count: suggestions?.pending },
    '/tasks': { count: tasks && tasks.open + tasks.inProgress },
    '/conversations': { count: conversations?.waiting },
    '/feedback': { count: questions?.forMe },
    '/integrations': {
      broken: connections.filter(({ status, missingScopes }) => status === 'error' || missingScopes.length > 0).length,
    },
  }
}

function Badge({ count, broken }: BadgeProps) {
  if (broken) {
    return (
      <span className="n bad" aria-label={`${broken} ${broken === 1 ? 'needs' : 'need'} you`}>
        <Icon of={CircleAlert} small />
        {broken}
      </span>
    )
  }
  return count ? <span className="n">{countText(count)}</span> : null
}

function TeamMenu() {
  const trpc = useTRPC()
  const me = useQuery(trpc.team.me.queryOptions()).data
  return (
    <div className="side-head">
      <Menu
        label="Team"
        trigger={
          <button type="button" aria-label={`Team: ${me?.team.name ?? ''}`} title={me?.team.name}>
            <Mark />
            <span className="grow cut">{me?.team.name}</span>
            <Icon of={ChevronsUpDown} />
          </button>
        }
        entries={[
          { kind: 'label', text: 'Teams you are in' },
          ...choices(me?.teams.map(({ id, name }) => ({ value: id, label: name })) ?? [], me?.team.id ?? '', goToTeam),
          { kind: 'separator' },
          {
            kind: 'item',
            text: (
              <>
                <Icon of={LogOut} />
                Sign out
              </>
            ),
            onSelect: () => void signOutNow(),
          },
        ]}
      />
    </div>
  )
}

function Me({ onKeys }: { onKeys: () => void }) {
  const trpc = useTRPC()
  const path = usePathname()
  const me = useQuery(trpc.team.me.queryOptions()).data
  const name = me?.user.name ?? me?.user.email ?? ''
  return (
    <div className="side-foot">
      <span className="ava" aria-hidden="true">
        {name.slice(0, 1).toUpperCase()}
      </span>
      <span className="grow cut" title={me && (me.user.name ? `${me.user.name}, ${me.user.email}` : me.user.email)}>
        {name}
      </span>
      <Button look="quiet" icon small aria-label="Keys" aria-keyshortcuts="?" onClick={onKeys}>
        <Icon of={Keyboard} />
      </Button>
      <Link
        className={clsx(buttonClass({ look: 'quiet', icon: true, small: true }))}
        href="/settings"
        aria-label="Settings"
        aria-current={path.startsWith('/settings') ? 'page' : undefined}
      >
        <Icon of={Settings} />
      </Link>
    </div>
  )
}
