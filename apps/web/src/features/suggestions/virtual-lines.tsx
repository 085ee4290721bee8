import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent } from 'react'
import type { LinesProps } from './feed-lines'

const rowPx = 56
const groupPx = 28
const foldPx = 40
const cardPx = 100
const overscan = 12

/** Thousands of lines: only those in sight are drawn, and the next page is asked for before the last one is reached. */
export function VirtualLines({ lines, phone, scroll, currentId, currentLine, draw, onNearEnd }: LinesProps) {
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => {
      const kind = lines[index]?.kind
      if (kind === 'group') return groupPx
      return kind === 'fold' ? foldPx : phone ? cardPx : rowPx
    },
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan,
    initialRect: { width: 480, height: 900 },
  })

  const lastDrawn = virtual.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    if (lastDrawn >= lines.length - overscan) onNearEnd()
  }, [lastDrawn, lines.length, onNearEnd])

  const scrollToCurrent = useEffectEvent(() => {
    if (currentLine >= 0) virtual.scrollToIndex(currentLine, { align: 'auto' })
  })
  // Only when another row becomes current; not while the list moves under it.
  useEffect(() => scrollToCurrent(), [currentId])

  return (
    <div className="feed-rows" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, key, start }) => {
        const line = lines[index]
        return (
          line && (
            <div
              key={key}
              data-index={index}
              ref={virtual.measureElement}
              style={{ transform: `translateY(${start}px)` }}
            >
              {draw(line)}
            </div>
          )
        )
      })}
    </div>
  )
}
