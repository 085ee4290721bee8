import { useRef, useState } from 'react'
import type { Told } from './decision-text'

/** What is said about the latest decision, or about what became of taking one back. */
export type LastTold = {
  key: number
  told: Told
  tone: 'done' | 'problem'
  /** The decision that it speaks of, in the history of those that can be taken back; null when of none. */
  decision: number | null
}

/** The status line. */
export function useTold() {
  const [last, setLast] = useState<LastTold | null>(null)
  const key = useRef(0)
  const tell = (told: Told, about: { tone?: LastTold['tone']; decision?: number } = {}) =>
    setLast({ key: ++key.current, told, tone: about.tone ?? 'done', decision: about.decision ?? null })
  return { last, tell, tellProblem: (lead: string) => tell({ lead, title: null }, { tone: 'problem' }) }
}

export type Tell = ReturnType<typeof useTold>['tell']
