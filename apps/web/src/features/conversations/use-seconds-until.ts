import { useEffect, useState } from 'react'

/** Whole seconds until an instant in milliseconds since 1970, counted down; 0 when it is over or there is none. */
export function useSecondsUntil(instant: number | null): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const count = () => setSeconds(instant === null ? 0 : Math.max(0, Math.ceil((instant - Date.now()) / 1_000)))
    count()
    if (instant === null) return
    const timer = setInterval(() => {
      count()
      if (Date.now() >= instant) clearInterval(timer)
    }, 250)
    return () => clearInterval(timer)
  }, [instant])
  return seconds
}
