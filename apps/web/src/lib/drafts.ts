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

/** Of all that was typed and is not saved, the keys. */
export function draftKeys(): string[] {
  const stored = Object.keys(tabStorage() ?? {}).flatMap((name) =>
    name.startsWith(prefix) ? name.slice(prefix.length) : [],
  )
  return [...new Set([...held.keys(), ...stored])].filter((key) => draftOf(key) !== null)
}

/** Holds what is typed until it is saved or given up (null): through other pages, and not through a reload. */
export function holdDraft(key: string, draft: string | null): void {
  held.set(key, draft)
  for (const listener of listeners) listener()
}

/** Keeps what is typed until it is saved or given up (null): through other pages and a reload of this tab. */
export function keepDraft(key: string, draft: string | null): void {
  try {
    if (draft === null) tabStorage()?.removeItem(prefix + key)
    else tabStorage()?.setItem(prefix + key, draft)
  } catch {
    // The storage is full: the draft is held until the tab goes.
  }
  holdDraft(key, draft)
}

/** Nobody finds what the person before them typed. */
export function forgetDrafts(): void {
  held.clear()
  const storage = tabStorage()
  for (const key of Object.keys(storage ?? {})) if (key.startsWith(prefix)) storage?.removeItem(key)
}

/** What is typed and not saved, as it changes. */
export const useDraftOf = (key: string): string | null =>
  useSyncExternalStore(
    subscribe,
    () => draftOf(key),
    () => null,
  )

/** Of all that was typed and is not saved, the keys that end so, in one text, as they change. */
export const useDraftKeysEnding = (end: string): string =>
  useSyncExternalStore(
    subscribe,
    () =>
      draftKeys()
        .filter((key) => key.endsWith(end))
        .join('\n'),
    () => '',
  )

/**
 * The draft of a field. `save` takes what can be saved, and drops it from here by `keepDraft`; it is also called when the field goes
 * away with something in it, however that comes about. The field bears `fieldOf(key)`.
 */
export function useDraft(key: string, save: (draft: string) => void): string | null {
  const draft = useDraftOf(key)
  const latest = useRef(save)
  useEffect(() => {
    latest.current = save
  })
  useEffect(() => {
    if (wanted === key) focusField(key)
    return () => {
      const left = draftOf(key)
      if (left !== null) latest.current(left)
    }
  }, [key])
  return draft
}

/** By this attribute the field of a draft is found. */
export const fieldOf = (key: string) => ({ 'data-draft': key })

/** The field that is to have the focus when it is there. */
let wanted: string | null = null

/** Leads to the field of a draft, also when it is only about to be drawn. */
export function focusField(key: string): void {
  const field = document.querySelector<HTMLElement>(`[data-draft="${CSS.escape(key)}"]`)
  wanted = field ? null : key
  field?.focus()
}
