import { useEffect, useRef, useSyncExternalStore } from 'react'

const prefix = 'switchboard.draft:'
const listeners = new Set<() => void>()
/** Beside the tab's storage, which may be full or blocked. */
const held = new Map<string, string | null>()

/** Null where the browser's settings block it: then even its name throws. */
function tabStorage(): Storage | null {
  try {
    return sessionStorage
  } catch {
    return null
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What was typed and is not saved; null when nothing is. */
export function draftOf(key: string): string | null {
  return held.get(key) ?? (held.has(key) ? null : (tabStorage()?.getItem(prefix + key) ?? null))
}

/** Keeps what is typed until it is saved or given up (null): through other pages and a reload of this tab. */
export function keepDraft(key: string, draft: string | null): void {
  held.set(key, draft)
  try {
    if (draft === null) tabStorage()?.removeItem(prefix + key)
    else tabStorage()?.setItem(prefix + key, draft)
  } catch {
    // The storage is full: the draft is held until the tab goes.
  }
  for (const listener of listeners) listener()
}

/** Nobody finds what the person before them typed. */
export function forgetDrafts(): void {
  held.clear()
  const storage = tabStorage()
  for (const key of Object.keys(storage ?? {})) if (key.startsWith(prefix)) storage?.removeItem(key)
}

/**
 * The draft of a field. `save` takes what can be saved, and drops it from here by `keepDraft`; it is also called when the field goes
 * away with something in it, however that comes about.
 */
export function useDraft(key: string, save: (draft: string) => void): string | null {
  const draft = useSyncExternalStore(
    subscribe,
    () => draftOf(key),
    () => null,
  )
  const latest = useRef(save)
  useEffect(() => {
    latest.current = save
  })
  useEffect(
    () => () => {
      const left = draftOf(key)
      if (left !== null) latest.current(left)
    },
    [key],
  )
  return draft
}
