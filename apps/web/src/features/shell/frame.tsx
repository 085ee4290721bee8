'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { TimeProvider } from '@/components/ui/time'
import { LiveUpdates } from '@/lib/live-updates'
import { loadAhead } from '@/lib/load-ahead'
import { useTRPC } from '@/lib/trpc'
import { AppleHint, useKeys } from '@/lib/use-keys'
import { PhoneHint } from '@/lib/use-wide'
import { pages, settingsPage } from './pages'
import { PhoneTabs } from './phone-tabs'
import { SandboxBanner } from './sandbox-banner'
import { WebMessages } from '@/features/reach/web-messages'
import { SideNav } from './side-nav'

// Neither is part of the first drawing: they load when the page has come to rest, or when they are first asked for.
const loadPalette = () => import('./palette').then((module) => module.Palette)
const loadKeys = () => import('./keys-dialog').then((module) => module.KeysDialog)
/** Holds the keys back until the real one is there: what is typed for it must not decide about a suggestion. */
const Opening = () => <div role="dialog" aria-label="Opening" aria-busy="true" className="palette" />
const Palette = dynamic(loadPalette, { ssr: false, loading: Opening })
const KeysDialog = dynamic(loadKeys, { ssr: false, loading: Opening })

const restMs = 2_000

/** Navigation, banner, keys and palette around every page. */
export function Frame({ now, userAgent, children }: { now: number; userAgent: string; children: ReactNode }) {
  const trpc = useTRPC()
  const me = useQuery(trpc.team.me.queryOptions()).data
  useBrowserZone(me?.user.timeZone)
  return (
    <PhoneHint value={/Mobi/.test(userAgent)}>
      <AppleHint value={/Mac OS X|iPhone|iPad/.test(userAgent)}>
        <TimeProvider now={now} zone={me?.user.timeZone ?? 'UTC'}>
          <LiveUpdates>
            <AppFrame>{children}</AppFrame>
          </LiveUpdates>
        </TimeProvider>
      </AppleHint>
    </PhoneHint>
  )
}

function AppFrame({ children }: { children: ReactNode }) {
  const router = useRouter()
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  useKeys({
    '?': () => setOpen('keys'),
    ...Object.fromEntries([...pages, settingsPage].map((page) => [page.keys, () => router.push(page.path)])),
  })
  useEffect(() => {
    const timer = setTimeout(() => loadAhead(loadPalette, loadKeys), restMs)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setOpen((before) => (before === 'palette' ? null : 'palette'))
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return (
    <div className="app">
      <a className="btn skip" href="#content">
        Skip to the content
      </a>
      <SandboxBanner />
      <SideNav onPalette={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      {children}
      <WebMessages />
      <PhoneTabs onMore={() => setOpen('palette')} />
      {open === 'palette' && <Palette onClose={() => setOpen(null)} onKeys={() => setOpen('keys')} />}
      {open === 'keys' && <KeysDialog onClose={() => setOpen(null)} />}
    </div>
  )
}

/** The first page a person opens tells their time zone; afterwards it is a setting. */
function useBrowserZone(known: string | null | undefined) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { mutate, isIdle } = useMutation(
    trpc.team.setProfile.mutationOptions({
      onSuccess: (me) => {
        queries.setQueryData(trpc.team.me.queryKey(), me)
        void queries.invalidateQueries({ queryKey: trpc.suggestion.pathKey() })
      },
    }),
  )
  useEffect(() => {
    if (known === null && isIdle) mutate({ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone })
  }, [known, isIdle, mutate])
}
