'use client'

import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Keyboard, ListTodo, LogOut, type LucideIcon, MoonStar, Plus, RefreshCw, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { useNow } from '@/components/ui/time'
import { syncObstacle } from '@/features/connections/connection-texts'
import type { Outputs, Task } from '@/lib/api-types'
import { useTRPC, useTRPCClient } from '@/lib/trpc'
import { hasEveryWord } from './has-every-word'
import { pages, partsOfPages, settingsPage } from './pages'
import { signOutNow } from './session-actions'
import { usePaletteSearch } from './use-palette-search'

type Row = Outputs['suggestion']['list']['items'][number]

type Action = {
  name: string
  words: string
  icon: LucideIcon
  hint?: string
  /** Why it cannot be done now. */
  obstacle?: string | null
  run: () => void
}

/** What stands beside a suggestion that waits no more, and a task that is not merely to do. */
const standings: Record<Row['status'], string | null> = {
  pending_approval: null,
  auto_approved: 'Approved by itself',
  approved: 'Approved',
  dismissed: 'Dismissed',
  closed: 'Closed by itself',
}
const taskStandings: Record<Task['status'], string | null> = { open: null, in_progress: 'In progress', done: 'Done' }

/** Go anywhere, find anything, do what every page can. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const router = useRouter()
  const { resolvedTheme, setTheme } = useTheme()
  const [search, setSearch] = useState('')
  const found = usePaletteSearch(search)
  const now = useNow()
  const run = (action: () => void) => () => {
    onClose()
    action()
  }
  const go = (path: string) => run(() => router.push(path))
  const isDark = resolvedTheme === 'dark'
  const connected = useQuery(trpc.connection.list.queryOptions()).data?.items ?? []
  const all: Action[] = [
    {
      name: 'Sync all',
      words: 'refresh fetch mail',
      icon: RefreshCw,
      obstacle: connected.length === 0 ? 'Nothing is connected' : syncObstacle(connected, now),
      run: run(() => void client.connection.syncAll.mutate()),
    },
    { name: 'Connect an account', words: 'add mailbox Gmail calendar integration', icon: Plus, run: go('/welcome') },
    {
      name: isDark ? 'Light theme' : 'Dark theme',
      words: 'mode colours',
      icon: isDark ? Sun : MoonStar,
      run: run(() => setTheme(isDark ? 'light' : 'dark')),
    },
    { name: 'Keys', words: 'keyboard shortcuts help', icon: Keyboard, hint: '?', run: onKeys },
    { name: 'Sign out', words: 'log out leave', icon: LogOut, run: run(() => void signOutNow()) },
  ]
  const matches = (text: string) => hasEveryWord(text, search.trim())
  const actions = all.filter(({ name, words }) => matches(`${name} ${words}`))
  const role = useQuery(trpc.team.me.queryOptions()).data?.role
  const places = [...pages, settingsPage].filter(({ name, words = '' }) => matches(`${name} ${words}`))
  const parts = partsOfPages.filter(
    ({ name, words, forAdmins }) => matches(`${name} ${words}`) && (!forAdmins || (role && role !== 'member')),
  )
  const connections = connected.filter(({ providerName, accountName }) => matches(`${providerName} ${accountName}`))
  const count =
    places.length + parts.length + connections.length + found.suggestions.length + found.tasks.length + actions.length

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="palette" aria-describedby={undefined}>
          <Dialog.Title className="sr">Search or go to</Dialog.Title>
          {/* What matches is decided here and by the server, so the library must not sort it out once more. */}
          <Command label="Search or go to" loop shouldFilter={false}>
            <Command.Input value={search} onValueChange={setSearch} placeholder="Search or go to" />
            <Command.List>
              {places.length + parts.length + connections.length > 0 && (
                <Command.Group heading="Go to">
                  {places.map((page) => (
                    <Command.Item key={page.path} className="item" value={page.path} onSelect={go(page.path)}>
                      <Icon of={page.icon} />
                      {page.name}
                      <kbd aria-hidden="true">{page.keys.toUpperCase()}</kbd>
                    </Command.Item>
                  ))}
                  {parts.map(({ path, name, icon }) => (
                    <Command.Item key={path} className="item" value={path} onSelect={go(path)}>
                      <Icon of={icon} />
                      {name}
                    </Command.Item>
                  ))}
                  {connections.map(({ id, provider, accountName }) => (
                    <Command.Item key={id} className="item" value={id} onSelect={go(`/integrations/${id}`)}>
                      <ProviderLogo provider={provider} named />
                      <span className="cut">{accountName}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {found.suggestions.length > 0 && (
                <Command.Group heading="Suggestions">
                  {found.suggestions.map(({ id, view, status, provider, title, senderName }) => (
                    <Command.Item
                      key={id}
                      className="item"
                      value={id}
                      onSelect={go(view === 'pending' ? `/?s=${id}` : `/?s=${id}&view=${view}`)}
                    >
                      <ProviderLogo provider={provider} named />
                      <span className="cut">{title}</span>
                      <span className="aside cut">
                        {standings[status] ? `${standings[status]} · ${senderName}` : senderName}
                      </span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {found.tasks.length > 0 && (
                <Command.Group heading="Tasks">
                  {found.tasks.map(({ id, title, status }) => (
                    <Command.Item key={id} className="item" value={id} onSelect={go(`/tasks?task=${id}`)}>
                      <Icon of={ListTodo} />
                      <span className="cut">{title}</span>
                      {taskStandings[status] && <span className="aside">{taskStandings[status]}</span>}
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {actions.length > 0 && (
                <Command.Group heading="Do">
                  {actions.map(({ name, icon, hint, obstacle, run: act }) => (
                    <Command.Item key={name} className="item" value={name} disabled={!!obstacle} onSelect={act}>
                      <Icon of={icon} />
                      {name}
                      {obstacle && <span className="aside cut">{obstacle}</span>}
                      {hint && <kbd aria-hidden="true">{hint}</kbd>}
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
            </Command.List>
          </Command>
          <Said {...found} search={search.trim()} count={count} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type SaidProps = { isSearching: boolean; fault: string | null; search: string; count: number }

/** How the search stands; how many were found is told to those who do not see them. */
function Said({ isSearching, fault, search, count }: SaidProps) {
  const text = fault
    ? fault
    : isSearching
      ? 'Searching…'
      : count === 0
        ? `Nothing found for “${search}”. Suggestions, tasks, connections and pages were searched.`
        : null
  return (
    <p className={text === null ? 'sr' : 'said'} role="status">
      {text ?? (search && `${count} found`)}
    </p>
  )
}
