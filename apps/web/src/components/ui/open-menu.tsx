'use client'

import clsx from 'clsx'
import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Icon } from './icon'
import type { MenuEntry, MenuProps } from './menu'

/** Menus belong to the page's content, so that whoever goes by landmarks finds them. */
const pageContent = () => (typeof document === 'undefined' ? null : document.getElementById('content'))

/** A menu with its keyboard, focus and place on the screen. */
export function OpenMenu({ trigger, label, align = 'start', entries, open, onOpenChange }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={pageContent()}>
        <DropdownMenu.Content className="pop" align={align} sideOffset={4} collisionPadding={8} aria-label={label}>
          {/* Entries have no identity of their own; their place is it. */}
          {sectionsOf(entries).map((section, index) =>
            Array.isArray(section) ? <Choices key={index} choices={section} /> : <Entry key={index} entry={section} />,
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Entry({ entry }: { entry: Other }) {
  switch (entry.kind) {
    case 'label':
      return <DropdownMenu.Label className="item-head">{entry.text}</DropdownMenu.Label>
    case 'separator':
      return <DropdownMenu.Separator className="sep" />
    case 'item':
      return (
        <DropdownMenu.Item
          className={clsx('item', entry.danger && 'danger')}
          disabled={entry.disabled}
          onSelect={entry.onSelect}
        >
          {entry.text}
        </DropdownMenu.Item>
      )
    case 'tick':
      return (
        <DropdownMenu.CheckboxItem
          className="item"
          checked={entry.checked}
          disabled={entry.disabled}
          onCheckedChange={entry.onChange}
          onSelect={(event) => event.preventDefault()}
        >
          {entry.text}
          <Tick />
        </DropdownMenu.CheckboxItem>
      )
  }
}

function Choices({ choices }: { choices: Choice[] }) {
  return (
    <DropdownMenu.RadioGroup value={String(choices.findIndex(({ checked }) => checked))}>
      {choices.map((choice, index) => (
        <DropdownMenu.RadioItem key={index} className="item" value={String(index)} onSelect={choice.onSelect}>
          {choice.text}
          <Tick />
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

type Choice = Extract<MenuEntry, { kind: 'choice' }>
type Other = Exclude<MenuEntry, { kind: 'choice' }>

/** Choices that follow each other are one question. */
function sectionsOf(entries: MenuEntry[]): (Other | Choice[])[] {
  const sections: (Other | Choice[])[] = []
  for (const entry of entries) {
    const last = sections.at(-1)
    if (entry.kind !== 'choice') sections.push(entry)
    else if (Array.isArray(last)) last.push(entry)
    else sections.push([entry])
  }
  return sections
}

const Tick = () => (
  <DropdownMenu.ItemIndicator className="tick">
    <Icon of={Check} />
  </DropdownMenu.ItemIndicator>
)
