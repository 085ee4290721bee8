'use client'

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { exactTime, shortAge } from '@/lib/time-text'

const NowContext = createContext(0)
const ZoneContext = createContext('UTC')
const tickMs = 30_000

/** The page's clock: the server's at first, so that both sides draw the same words, then this machine's. */
export function TimeProvider({ now, zone, children }: { now: number; zone: string; children: ReactNode }) {
  const [current, setCurrent] = useState(now)
  useEffect(() => {
    setCurrent(Date.now())
    const timer = setInterval(() => setCurrent(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <NowContext value={current}>
      <ZoneContext value={zone}>{children}</ZoneContext>
    </NowContext>
  )
}

/** Milliseconds since 1970; moves every half minute. */
export const useNow = () => useContext(NowContext)
/** The member's IANA zone. */
export const useZone = () => useContext(ZoneContext)

/** '6 min', with the exact time on hover. */
export function Age({ at, suffix = '', className }: { at: Date; suffix?: string; className?: string }) {
  const now = useNow()
  const zone = useZone()
  const age = shortAge(at, now, zone)
  return (
    <time className={className} dateTime={at.toISOString()} title={exactTime(at, zone)}>
      {age}
      {suffix && / (min|h)$|d$/.test(age) ? suffix : ''}
    </time>
  )
}
