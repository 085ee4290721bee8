'use client'

import { factTypes } from '@switchboard/core/memory/limits'
import { Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { DataCell, DataRow } from '@/components/ui/data-table'
import { Icon } from '@/components/ui/icon'
import { Age } from '@/components/ui/time'
import { channelWords } from '@/features/conversations/conversation-texts'
import type { Fact } from '@/lib/api-types'
import { FactContent } from './fact-content'
import { importances, typeNames } from './memory-texts'
import type { MemoryChanges } from './use-memory-changes'

/** One fact: what it says, of which kind it is, how much it counts, and where it was told. */
export function FactRow({ fact, changes }: { fact: Fact; changes: MemoryChanges }) {
  return (
    <DataRow>
      <DataCell>
        <FactContent fact={fact} onSave={(content) => changes.saveContent(fact, content)} />
        <p className="sub2">
          <Source fact={fact} />
        </p>
      </DataCell>
      <DataCell label="Kind">
        <select
          className="input"
          aria-label={`Kind of “${fact.content}”`}
          value={fact.type}
          onChange={({ target }) => {
            const type = factTypes.find((one) => one === target.value)
            if (type) void changes.change(fact, { type })
          }}
        >
          {factTypes.map((type) => (
            <option key={type} value={type}>
              {typeNames[type]}
            </option>
          ))}
        </select>
      </DataCell>
      <DataCell label="Importance">
        <select
          className="input"
          aria-label={`Importance of “${fact.content}”`}
          value={fact.importance}
          onChange={({ target }) => void changes.change(fact, { importance: Number(target.value) })}
        >
          {importances.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </DataCell>
      <DataCell label="Last used" figures>
        {fact.lastUsedAt ? <Age at={fact.lastUsedAt} suffix=" ago" /> : 'Not yet'}
      </DataCell>
      <DataCell figures>
        <Button
          look="quiet"
          icon
          small
          aria-label={`Forget “${fact.content}”`}
          onClick={() => void changes.remove(fact)}
        >
          <Icon of={Trash2} />
        </Button>
      </DataCell>
    </DataRow>
  )
}

/** Where it was told, or that its owner has written it. */
function Source({ fact: { from, edited, createdAt } }: { fact: Fact }) {
  return (
    <>
      {edited && 'In your own words · '}
      {from ? (
        <>
          {from.channel === 'web' ? 'Told in ' : `Told by ${channelWords[from.channel]} in `}
          <Link className="link" href={`/conversations/${from.id}`}>
            {from.title}
          </Link>
        </>
      ) : (
        'Told in a conversation that is gone'
      )}
      {' · '}
      <Age at={createdAt} suffix=" ago" />
    </>
  )
}

/** In the place of one that was just deleted. */
export function GoneRow({ fact, onRestore }: { fact: Fact; onRestore: () => void }) {
  const undo = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The button that was pressed is gone: who works by keys goes on where it was.
    if (document.activeElement === document.body) undo.current?.focus()
  }, [])
  return (
    <DataRow>
      <DataCell>
        <span className="fact-gone" role="status">
          <span>Forgotten: {fact.content}</span>
          <Button ref={undo} small onClick={onRestore} aria-label={`Undo forgetting “${fact.content}”`}>
            Undo
          </Button>
        </span>
      </DataCell>
      <DataCell>{null}</DataCell>
      <DataCell>{null}</DataCell>
      <DataCell>{null}</DataCell>
      <DataCell>{null}</DataCell>
    </DataRow>
  )
}
