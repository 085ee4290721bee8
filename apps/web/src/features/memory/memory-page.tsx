'use client'

import { factTypes } from '@switchboard/core/memory/limits'
import { useQuery } from '@tanstack/react-query'
import { Bookmark, BookmarkX } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Button, buttonClass } from '@/components/ui/button'
import { DataTable } from '@/components/ui/data-table'
import { ConfirmDialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { SearchField } from '@/components/ui/search-field'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { hasEveryWord } from '@/features/shell/has-every-word'
import type { Memory } from '@/lib/api-types'
import { searchWords } from '@/lib/search-words'
import { useTRPC } from '@/lib/trpc'
import { FactRow, GoneRow } from './fact-row'
import { inOrder, orderNames, orders, typeNames } from './memory-texts'
import { type MemoryChanges, useMemoryChanges } from './use-memory-changes'

/** What agents know of oneself: to be read, corrected, deleted and switched off. */
export function MemoryPage() {
  const trpc = useTRPC()
  const memory = useQuery(trpc.memory.get.queryOptions())
  const changes = useMemoryChanges()
  return (
    <main id="content" className="page">
      <div className="inner">
        <BackLink href="/settings">Settings</BackLink>
        <header className="page-head flex-wrap">
          <div>
            <h1>Memory</h1>
            <p>What agents keep in mind of what you tell them. Only you see it, admins neither.</p>
          </div>
          {memory.data && <Switch memory={memory.data} changes={changes} />}
        </header>
        {changes.fault && (
          <p className="notice bad" role="alert">
            {changes.fault}
          </p>
        )}
        {memory.isError && !memory.data ? (
          <ErrorState
            title="Your memory could not be loaded"
            error={memory.error}
            onRetry={() => void memory.refetch()}
          />
        ) : memory.isPending ? (
          <Waiting />
        ) : (
          <Facts memory={memory.data} changes={changes} />
        )}
      </div>
    </main>
  )
}

const Waiting = () => (
  <div className="late-skel grid gap-4" aria-busy="true" aria-label="Loading what is remembered">
    {['a', 'b', 'c', 'd'].map((key) => (
      <Bone key={key} width="100%" height={44} />
    ))}
  </div>
)

type PartProps = { memory: Memory; changes: MemoryChanges }

function Switch({ memory: { on, facts }, changes }: PartProps) {
  const [isAsking, setAsking] = useState(false)
  return (
    <div className="acts">
      <label className="choice-row flex items-center gap-2">
        <input
          className="check"
          type="checkbox"
          role="switch"
          checked={changes.turned ?? on}
          onChange={({ target }) => void changes.turn(target.checked)}
        />
        Remember what I tell
      </label>
      {(facts.length > 0 || changes.gone.length > 0) && (
        <Button look="danger" onClick={() => setAsking(true)}>
          Forget everything
        </Button>
      )}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title="Forget everything?"
        description="All that agents remember of you is deleted for good. What was said stays in its conversations."
        action="Forget everything"
        busy={changes.isForgetting}
        onConfirm={() => changes.forgetAll(() => setAsking(false))}
      />
    </div>
  )
}

const params = {
  search: parseAsString.withDefault(''),
  kind: parseAsStringLiteral(['all', ...factTypes]).withDefault('all'),
  order: parseAsStringLiteral(orders).withDefault('newest'),
}

function Facts({ memory, changes }: PartProps) {
  const [{ search, kind, order }, setParams] = useQueryStates(params)
  const known = new Set(memory.facts.map(({ id }) => id))
  const gone = changes.gone.filter(({ id }) => !known.has(id))
  const isGone = new Set(gone.map(({ id }) => id))
  const all = inOrder([...memory.facts, ...gone], order)
  const words = searchWords(search)
  const shown = all.filter(
    ({ content, type, from }) =>
      (kind === 'all' || kind === type) && (words === null || hasEveryWord(`${content} ${from?.title ?? ''}`, words)),
  )
  return (
    <>
      {!memory.on && (
        <p className="notice warn">
          <Icon of={BookmarkX} />
          <span className="grow">
            Memory is off: nothing is added, and agents are told nothing of this. It stays here until you delete it.
          </span>
        </p>
      )}
      {all.length === 0 ? (
        <Nothing isOn={memory.on} />
      ) : (
        <>
          <div className="item-filters">
            <SearchField
              label="Search what is remembered"
              placeholder="Search"
              value={search}
              onChange={(next) => void setParams({ search: next })}
            />
            <select
              className="input"
              aria-label="Kind"
              value={kind}
              onChange={({ target }) =>
                void setParams({ kind: factTypes.find((one) => one === target.value) ?? 'all' })
              }
            >
              <option value="all">All kinds</option>
              {factTypes.map((type) => (
                <option key={type} value={type}>
                  {typeNames[type]}
                </option>
              ))}
            </select>
            <select
              className="input"
              aria-label="Order"
              value={order}
              onChange={({ target }) => void setParams({ order: orders.find((one) => one === target.value) ?? null })}
            >
              {orders.map((one) => (
                <option key={one} value={one}>
                  {orderNames[one]}
                </option>
              ))}
            </select>
          </div>
          {shown.length > 0 ? (
            <div className="memory-facts">
              <DataTable
                label="What is remembered"
                columns={['What', 'Kind', 'Importance', { figures: 'Last used' }, { figures: 'Forget' }]}
              >
                {shown.map((fact) =>
                  isGone.has(fact.id) ? (
                    <GoneRow key={fact.id} fact={fact} onRestore={() => void changes.restore(fact)} />
                  ) : (
                    <FactRow key={fact.id} fact={fact} changes={changes} />
                  ),
                )}
              </DataTable>
            </div>
          ) : (
            <EmptyState
              icon={Bookmark}
              title="Nothing matches"
              action={<Button onClick={() => void setParams({ search: null, kind: null })}>Show all</Button>}
            >
              <p>Try other words or another kind.</p>
            </EmptyState>
          )}
          <p className="meta mt-3">
            {memory.facts.length} of {memory.most}. When there is no more room, the least important makes way; what you
            have written yourself stays. Passwords, tokens and card numbers are never kept.
          </p>
        </>
      )}
    </>
  )
}

const Nothing = ({ isOn }: { isOn: boolean }) => (
  <EmptyState
    icon={Bookmark}
    title="Nothing is remembered yet"
    action={
      isOn && (
        <Link className={buttonClass({ look: 'primary' })} href="/conversations?new=true">
          Talk with an agent
        </Link>
      )
    }
  >
    <p>
      {isOn
        ? 'Tell an agent what you prefer, who you work with or what you are at: what lasts is kept here and used in later answers.'
        : 'Switch memory on to have agents keep in mind what you tell them.'}
    </p>
  </EmptyState>
)
