'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

const shownForMs = 2_000
const outcomes = { copied: 'Copied', refused: 'Copy it by hand' }

/** Puts a text into the clipboard and says so. `of`: what is copied; `isNamed`: it does not stand beside. */
export function CopyButton({ text, of, isNamed }: { text: string; of: string; isNamed?: boolean }) {
  const [outcome, setOutcome] = useState<keyof typeof outcomes | null>(null)
  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), shownForMs)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    )
  return (
    <Button small onClick={copy}>
      <Icon of={outcome === 'copied' ? Check : Copy} small />
      <span role="status">{outcome === null ? (isNamed ? `Copy ${of}` : 'Copy') : outcomes[outcome]}</span>
      {!isNamed && <span className="sr"> {of}</span>}
    </Button>
  )
}
