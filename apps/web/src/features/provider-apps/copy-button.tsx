'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

const shownForMs = 2_000

/** Puts a text into the clipboard and says so. `of`: what is copied; `isNamed`: it does not stand beside. */
export function CopyButton({ text, of, isNamed }: { text: string; of: string; isNamed?: boolean }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)
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
      <span role="status">{outcome === null ? 'Copy' : outcome === 'copied' ? 'Copied' : 'Copy it by hand'}</span>
      <span className={isNamed ? undefined : 'sr'}> {of}</span>
    </Button>
  )
}
