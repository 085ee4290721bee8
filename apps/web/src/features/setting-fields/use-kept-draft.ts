'use client'

import { useEffect, useMemo } from 'react'
import { draftOf, keepDraft, useDraftOf } from '@/lib/drafts'
import { type Draft, draftText, readDraft } from './setting-values'

/** What is typed into a form and not saved: it is still there after other pages and a reload of this tab, until it is saved or discarded. */
export function useKeptDraft(key: string) {
  const kept = useDraftOf(key)
  const draft = useMemo(() => readDraft(kept), [kept])
  const change = (next: (now: Draft) => Draft) => keepDraft(key, draftText(next(readDraft(draftOf(key)))))
  return { draft, change }
}

/** Closing the tab would lose what is changed, so the browser asks first. */
export function useAskBeforeClosing(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isChanged])
}
