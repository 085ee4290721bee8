'use client'

import { createContext, useContext, useSyncExternalStore } from 'react'

/** What the server took the browser for, from its User-Agent: the first drawing has the right shape. */
export const PhoneHint = createContext(false)

function useMedia(query: string, onServer: boolean): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
    () => onServer,
  )
}

/** Cards instead of rows. */
export const usePhone = () => useMedia('(max-width: 639px)', useContext(PhoneHint))
/** List and detail side by side. */
export const useWide = () => useMedia('(min-width: 1024px)', !useContext(PhoneHint))
