'use client'

import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { SuggestionRow } from '@/lib/api-types'

export type Line =
  | { kind: 'group'; key: string; text: string; count: number }
  | { kind: 'row'; key: string; row: SuggestionRow }
  | { kind: 'more'; key: string }
  | { kind: 'fold'; key: string }

export type LinesProps = {
  lines: Line[]
  phone: boolean
  scroll: RefObject<HTMLElement | null>
  currentId: string | null
  /** Where the current row is; -1 where it is not. */
  currentLine: number
  draw: (line: Line) => ReactNode
  onNearEnd: () => void
}

/** So many a browser draws at once without being felt: the first page of rows with its heads. */
const mostPlain = 80

// What draws a part of a long list is heavy, and the first page is seen without it.
const VirtualLines = lazy(async () => ({ default: (await import('./virtual-lines')).VirtualLines }))

/** The lines of a list: a short one as it is, a long one as far as it is in sight. */
export function FeedLines(props: LinesProps & { isLong: boolean }) {
  const { isLong, ...lines } = props
  const [isAwake, setAwake] = useState(false)
  useEffect(() => setAwake(true), [])
  const plain = <PlainLines {...lines} />
  if (!isAwake || !(isLong || lines.lines.length > mostPlain)) return plain
  return (
    <Suspense fallback={plain}>
      <VirtualLines {...lines} />
    </Suspense>
  )
}

function PlainLines({ lines, currentId, currentLine, draw }: LinesProps) {
  const box = useRef<HTMLDivElement>(null)
  const scrollToCurrent = useEffectEvent(() => {
    // Newer browsers answer with a promise, which is no effect's to give back.
    void box.current?.children[currentLine]?.scrollIntoView({ block: 'nearest' })
  })
  useEffect(() => scrollToCurrent(), [currentId])
  return (
    <div ref={box}>
      {lines.slice(0, mostPlain).map((line) => (
        <div key={line.key}>{draw(line)}</div>
      ))}
    </div>
  )
}
