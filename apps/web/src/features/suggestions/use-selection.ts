'use client'

import { useState } from 'react'

/** Rows chosen for a batch; with shift, all from the last one chosen. */
export function useSelection(ids: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState<string | null>(null)
  const selected = new Set(ids.filter((id) => chosen.has(id)))
  return {
    selected,
    toggle(id: string, range: boolean) {
      const next = new Set(selected)
      const from = anchor === null ? -1 : ids.indexOf(anchor)
      const to = ids.indexOf(id)
      if (range && from >= 0)
        for (const between of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(between)
      else if (next.has(id)) next.delete(id)
      else next.add(id)
      setAnchor(id)
      setChosen(next)
    },
    all: () => setChosen(new Set(ids)),
    clear: () => {
      setChosen(new Set())
      setAnchor(null)
    },
  }
}

export type Selection = ReturnType<typeof useSelection>
