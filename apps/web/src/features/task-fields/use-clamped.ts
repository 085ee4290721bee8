import { useEffect, useRef, useState } from 'react'

/** Whether the text field within `box` shows less than it holds, because its class cuts it after some lines; and a switch to see it whole. */
export function useClamped(text: string) {
  const box = useRef<HTMLDivElement>(null)
  const [isCut, setCut] = useState(false)
  const [isWhole, setWhole] = useState(false)
  useEffect(() => {
    const field = box.current?.querySelector('textarea')
    if (!field) return
    const measure = () => setCut(field.scrollHeight > field.clientHeight + 1)
    measure()
    // Another width has other lines; who writes in it sees all of them.
    const observer = new ResizeObserver(measure)
    observer.observe(field)
    return () => observer.disconnect()
  }, [text, isWhole])
  return { box, isCut, isWhole, setWhole }
}
