'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Keyboard, LogOut, MoonStar, Plus, RefreshCw, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { ProviderLogo } from '@/components/ui/provider-logo'
import { useTRPC, useTRPCClient } from '@/lib/trpc'
import { pages, settingsPage } from './pages'
import { signOutNow } from './session-actions'

const mostFound = 6
const fewestLetters = 2

/** Go anywhere, find anything, do what every page can. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const router = useRouter()
  const { resolvedTheme, setTheme } = useTheme()
  const [search, setSearch] = useState('')
  const finds = search.trim().length >= fewestLetters
  const suggestions = useInfiniteQuery(
    trpc.suggestion.list.infiniteQueryOptions(
      { search: search.trim(), limit: mostFound },
      { enabled: finds, getNextPageParam: () => null },
    ),
  )
  const tasks = useQuery(trpc.task.list.queryOptions({ search: search.trim(), limit: mostFound }, { enabled: finds }))
  const connections = useQuery(trpc.connection.list.queryOptions()).data?.items ?? []
  const run = (action: () => void) => () => {
    onClose()
    action()
  }
  const go = (path: string) => run(() => router.push(path))

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="palette" aria-describedby={undefined}>
          <Dialog.Title className="sr">Search or go to</Dialog.Title>
          <Command label="Search or go to" loop>
            <Command.Input value={search} onValueChange={setSearch} placeholder="Search or go to" />
            <Command.List>
              <Command.Empty>Nothing found.</Command.Empty>
              {finds && (
                <>
                  <Command.Group heading="Suggestions">
                    {suggestions.data?.pages[0]?.items.map((row) => (
                      <Command.Item
                        key={row.id}
                        className="item"
                        value={`${search} ${row.title} ${row.id}`}
                        onSelect={go(`/?s=${row.id}`)}
                      >
                        <ProviderLogo provider={row.provider} named />
                        <span className="cut">{row.title}</span>
                      </Command.Item>
                    ))}
                  </Command.Group>
                  <Command.Group heading="Tasks">
                    {tasks.data?.items.map((task) => (
                      <Command.Item
                        key={task.id}
                        className="item"
                        value={`${search} ${task.title} ${task.id}`}
                        onSelect={go(`/tasks?task=${task.id}`)}
                      >
                        <span className="cut">{task.title}</span>
                      </Command.Item>
                    ))}
                  </Command.Group>
                </>
              )}
              <Command.Group heading="Go to">
                {[...pages, settingsPage].map((page) => (
                  <Command.Item key={page.path} className="item" value={page.name} onSelect={go(page.path)}>
                    <Icon of={page.icon} />
                    {page.name}
                    <kbd aria-hidden="true">{page.keys.toUpperCase()}</kbd>
                  </Command.Item>
                ))}
                {connections.map((connection) => (
                  <Command.Item
                    key={connection.id}
                    className="item"
                    value={`${connection.providerName} ${connection.accountName}`}
                    onSelect={go(`/integrations/${connection.id}`)}
                  >
                    <ProviderLogo provider={connection.provider} named />
                    {connection.accountName}
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="Do">
                <Command.Item className="item" onSelect={run(() => void client.connection.syncAll.mutate())}>
                  <Icon of={RefreshCw} />
                  Sync all
                </Command.Item>
                <Command.Item className="item" onSelect={go('/welcome')}>
                  <Icon of={Plus} />
                  Connect a mailbox
                </Command.Item>
                <Command.Item
                  className="item"
                  onSelect={run(() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark'))}
                >
                  <Icon of={resolvedTheme === 'dark' ? Sun : MoonStar} />
                  {resolvedTheme === 'dark' ? 'Light theme' : 'Dark theme'}
                </Command.Item>
                <Command.Item className="item" onSelect={onKeys}>
                  <Icon of={Keyboard} />
                  Keys
                  <kbd aria-hidden="true">?</kbd>
                </Command.Item>
                <Command.Item className="item" onSelect={run(() => void signOutNow())}>
                  <Icon of={LogOut} />
                  Sign out
                </Command.Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
