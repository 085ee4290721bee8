'use client'

import clsx from 'clsx'
import { ArrowDownWideNarrow, ChevronDown } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import { choices, Menu } from '@/components/ui/menu'
import { priorities, priorityNames } from '@/components/ui/priorities'
import type { Connection } from '@/lib/api-types'
import type { FeedFilters } from './use-feed-filters'

type Option<Value extends string> = { value: Value; label: string }

const viewOptions: Option<FeedFilters['state']['view']>[] = [
  { value: 'pending', label: 'To decide' },
  { value: 'less_likely', label: 'Less likely' },
  { value: 'auto_approved', label: 'Approved by itself' },
  { value: 'decided', label: 'Decided' },
]
const dueOptions: Option<NonNullable<FeedFilters['state']['due']> | 'any'>[] = [
  { value: 'any', label: 'Any date' },
  { value: 'overdue', label: 'Overdue' },
  { value: 'today', label: 'Due today' },
  { value: 'week', label: 'Due in 7 days' },
  { value: 'none', label: 'No date' },
]
const sortOptions: Option<FeedFilters['state']['sort']>[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'due', label: 'Due first' },
  { value: 'confidence', label: 'Surest first' },
]
const priorityOptions: Option<NonNullable<FeedFilters['state']['priority']> | 'any'>[] = [
  { value: 'any', label: 'Any priority' },
  ...priorities.map((level) => ({ value: level, label: priorityNames[level] })),
]

export function FeedFilterBar({ filters, connections }: { filters: FeedFilters; connections: Connection[] }) {
  const { state, set } = filters
  const sourceOptions = [
    { value: 'any', label: 'All sources' },
    ...connections.map(({ id, accountName }) => ({ value: id, label: accountName })),
  ]

  return (
    <div className="filters" role="group" aria-label="Filters">
      <Choice
        label="View"
        value={state.view}
        unset="pending"
        options={viewOptions}
        onChange={(view) => set({ view })}
      />
      {connections.length > 1 && (
        <Choice
          label="Source"
          value={state.connection ?? 'any'}
          unset="any"
          shrinks
          options={sourceOptions}
          onChange={(value) => set({ connection: value === 'any' ? null : value })}
        />
      )}
      <Choice
        label="Priority"
        value={state.priority ?? 'any'}
        unset="any"
        options={priorityOptions}
        onChange={(value) => set({ priority: value === 'any' ? null : value })}
      />
      <Choice
        label="Due"
        value={state.due ?? 'any'}
        unset="any"
        options={dueOptions}
        onChange={(value) => set({ due: value === 'any' ? null : value })}
      />
      <Choice
        label="Order"
        value={state.sort}
        unset={state.sort}
        asMark
        options={sortOptions}
        onChange={(sort) => set({ sort })}
      />
    </div>
  )
}

function Choice<Value extends string>({
  label,
  value,
  unset,
  shrinks = false,
  asMark = false,
  options,
  onChange,
}: {
  label: string
  value: Value
  unset: Value
  /** Gives way, cut, before the bar takes a second line: its names are as long as addresses. */
  shrinks?: boolean
  /** Where the list is narrow a mark stands in place of the words. */
  asMark?: boolean
  options: Option<Value>[]
  onChange: (value: Value) => void
}) {
  const current = options.find((option) => option.value === value)?.label ?? options[0]?.label ?? ''
  return (
    <Menu
      label={label}
      trigger={
        <button
          type="button"
          className={clsx('btn s quiet', value !== unset && 'set', shrinks && 'gives-way')}
          aria-label={`${label}: ${current}`}
          title={asMark ? current : undefined}
        >
          {asMark && <Icon of={ArrowDownWideNarrow} className="xl:hidden" />}
          <span className={clsx('cut', asMark && 'max-xl:hidden')}>{current}</span>
          <Icon of={ChevronDown} small />
        </button>
      }
      entries={choices(options, value, onChange)}
    />
  )
}
