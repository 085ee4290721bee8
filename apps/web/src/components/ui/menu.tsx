'use client'

import {
  type ButtonHTMLAttributes,
  cloneElement,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  useState,
} from 'react'
import { loadAhead } from '@/lib/load-ahead'

export type MenuEntry =
  | { kind: 'label'; text: string }
  | { kind: 'separator' }
  | { kind: 'item'; text: ReactNode; onSelect: () => void; danger?: boolean; disabled?: boolean }
  /** On or off; the menu stays open. */
  | { kind: 'tick'; text: ReactNode; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean }
  /** One of several; those that follow each other belong together. */
  | { kind: 'choice'; text: ReactNode; checked: boolean; onSelect: () => void }

export type MenuProps = {
  /** The button that opens it. */
  trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>
  label: string
  align?: 'start' | 'end'
  entries: MenuEntry[]
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

// What draws and places an open menu is a quarter of a page's scripts, and no page opens with one.
const loadOpenMenu = () => import('./open-menu')
const OpenMenu = lazy(async () => ({ default: (await loadOpenMenu()).OpenMenu }))

/** A button's menu. Its code comes when somebody comes near the button. */
export function Menu({ open, onOpenChange, ...menu }: MenuProps) {
  const [isOpenHere, setOpenHere] = useState(false)
  const [wasAsked, setWasAsked] = useState(false)
  const isOpen = open ?? isOpenHere
  const change = onOpenChange ?? setOpenHere
  const ask = () => {
    setWasAsked(true)
    change(true)
  }
  const closed = cloneElement(menu.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: () => loadAhead(loadOpenMenu),
    onFocus: () => loadAhead(loadOpenMenu),
    onClick: ask,
    onKeyDown: (event) => event.key === 'ArrowDown' && ask(),
  })
  if (!isOpen && !wasAsked) return closed
  return (
    <Suspense fallback={closed}>
      <OpenMenu {...menu} open={isOpen} onOpenChange={change} />
    </Suspense>
  )
}

/** Entries of a choice among values. */
export const choices = <Value extends string>(
  options: readonly { value: Value; label: ReactNode }[],
  value: Value,
  onChange: (value: Value) => void,
): MenuEntry[] =>
  options.map((option) => ({
    kind: 'choice',
    text: option.label,
    checked: option.value === value,
    onSelect: () => onChange(option.value),
  }))
