'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'
import { useRef, useState } from 'react'
import { useZone } from '@/components/ui/time'
import type { DecisionResult, SuggestionEdits, SuggestionRow } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { clockTime } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'

export type Verb = 'approve' | 'dismiss'

/** What is said about the latest decision, and how long it can be taken back. */
export type LastDecision = {
  key: number
  text: string
  tone: 'done' | 'problem'
  /** On its way: undo waits for the answer and then takes it back. */
  sending: boolean
  /** Those that undo takes back; empty when there is nothing to take back (any more). */
  ids: string[]
  undoMs: number | null
}

const past: Record<Verb, string> = { approve: 'Approved', dismiss: 'Dismissed' }
const sendAgainTimes = 3

/** Decisions are repeatable, so what got lost on the way is sent again; while offline it waits on this device. */
const sendAgain = (count: number, error: unknown) =>
  error instanceof TRPCClientError && !error.data && count < sendAgainTimes

/**
 * Decisions as people feel them: the row leaves at once; a refusal brings it back with the reason, and a decision that
 * somebody else made first is told with name and time.
 */
export function useDecisions({ view, onShow }: { view: string; onShow: (id: string) => void }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const zone = useZone()
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set())
  const [notes, setNotes] = useState<ReadonlyMap<string, string>>(new Map())
  const [last, setLast] = useState<LastDecision | null>(null)
  const approving = useMutation(trpc.suggestion.approve.mutationOptions({ retry: sendAgain }))
  const dismissing = useMutation(trpc.suggestion.dismiss.mutationOptions({ retry: sendAgain }))
  const approvingAbove = useMutation(trpc.suggestion.approveAbove.mutationOptions())
  const undoing = useMutation(trpc.suggestion.undo.mutationOptions({ retry: sendAgain }))

  const leave = (ids: string[]) => setLeaving((before) => new Set([...before, ...ids]))
  const comeBack = (ids: string[]) => setLeaving((before) => new Set([...before].filter((id) => !ids.includes(id))))
  /** Ids that the decision on its way has decided, once the answer is there. */
  const inFlight = useRef<Promise<string[]> | null>(null)
  const tell = (decision: Omit<LastDecision, 'key' | 'sending'> & { sending?: boolean }) =>
    setLast({ key: Date.now(), sending: false, ...decision })
  const readAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.suggestion.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.task.pathKey() }),
    ])

  const report = (verb: Verb, results: DecisionResult[], titles: Map<string, string>) => {
    const done = results.filter(({ outcome }) => outcome === 'done')
    const lost = results.filter(({ outcome }) => outcome !== 'done')
    const single = results.length === 1 ? results[0] : undefined
    const parts = [
      done.length === 1 && results.length === 1
        ? `${past[verb]} “${titles.get(done[0]?.id ?? '') ?? ''}”`
        : done.length > 0 && `${past[verb]} ${done.length}`,
      lost.length > 0 && lostText(verb, lost, single !== undefined),
    ].filter(Boolean)
    const until = done[0]?.undoUntil
    tell({
      text: parts.join('; ') || 'Nothing reached that confidence any more',
      tone: done.length > 0 ? 'done' : 'problem',
      ids: done.map(({ id }) => id),
      undoMs: until ? Math.max(0, until.getTime() - Date.now()) : null,
    })
    if (single && single.outcome === 'already_decided') onShow(single.id)
    return done.map(({ id }) => id)
  }

  const lostText = (verb: Verb, lost: DecisionResult[], single: boolean) => {
    const [first] = lost
    const who = first?.decision?.by ?? 'Somebody'
    if (!single)
      return `${lost.length} ${lost.length === 1 ? 'was' : 'were'} already decided${first?.decision ? ` by ${who}` : ''}`
    if (!first?.decision) return `Not ${past[verb].toLowerCase()}: it is no longer there`
    return `Not ${past[verb].toLowerCase()}: ${who} ${first.status === 'dismissed' ? 'dismissed' : 'approved'} it at ${clockTime(first.decision.at, zone)}`
  }

  /** The figures follow at once; the server's take their place. */
  const countDown = (rows: SuggestionRow[]) =>
    queries.setQueryData(trpc.suggestion.counts.queryKey(), (counts) => {
      if (!counts) return counts
      if (view === 'less_likely') return { ...counts, lessLikely: Math.max(0, counts.lessLikely - rows.length) }
      const above = rows.filter((row) => row.confidence >= counts.threshold && row.flags.length === 0).length
      return {
        ...counts,
        pending: Math.max(0, counts.pending - rows.length),
        atOrAboveThreshold: Math.max(0, counts.atOrAboveThreshold - above),
      }
    })

  const send = async (verb: Verb, rows: SuggestionRow[], call: () => Promise<{ results: DecisionResult[] }>) => {
    const ids = rows.map(({ id }) => id)
    const titles = new Map(rows.map(({ id, title }) => [id, title]))
    leave(ids)
    countDown(rows)
    setNotes((before) => new Map([...before].filter(([id]) => !titles.has(id))))
    tell({
      text: ids.length === 1 ? `${past[verb]} “${rows[0]?.title ?? ''}”` : `${past[verb]} ${ids.length}`,
      tone: 'done',
      sending: true,
      ids: [],
      undoMs: null,
    })
    const answer = call().then(
      ({ results }) => report(verb, results, titles),
      (error: unknown) => {
        const { message } = faultOf(error)
        comeBack(ids)
        setNotes(
          (before) =>
            new Map([...before, ...ids.map((id) => [id, `Not ${past[verb].toLowerCase()}: ${message}`] as const)]),
        )
        tell({ text: `Not ${past[verb].toLowerCase()}. ${message}`, tone: 'problem', ids: [], undoMs: null })
        return []
      },
    )
    inFlight.current = answer
    await answer
    if (inFlight.current === answer) inFlight.current = null
    await readAgain()
  }

  const takeBack = async (ids: string[]) => {
    try {
      const { results } = await undoing.mutateAsync({ ids })
      const back = results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
      comeBack(back)
      const [only] = back
      if (only && back.length === 1) onShow(only)
      const whole = back.length === ids.length
      tell({
        text: whole
          ? ids.length === 1
            ? 'Taken back'
            : `Took back ${ids.length}`
          : `Took back ${back.length} of ${ids.length}: the time to undo has passed`,
        tone: whole ? 'done' : 'problem',
        ids: [],
        undoMs: null,
      })
    } catch (error) {
      tell({ text: `Not taken back. ${faultOf(error).message}`, tone: 'problem', ids: [], undoMs: null })
    }
    await readAgain()
  }

  return {
    leaving,
    /** The list was read again: what is not in it any more has left for good, and may come back by somebody's undo. */
    settle: (listed: ReadonlySet<string>) =>
      setLeaving((before) => {
        const still = new Set([...before].filter((id) => listed.has(id)))
        return still.size === before.size ? before : still
      }),
    notes,
    last,
    forgetLast: () => setLast((before) => before && { ...before, ids: [] }),
    approve: (rows: SuggestionRow[], edits?: SuggestionEdits) =>
      send('approve', rows, () =>
        approving.mutateAsync({ ids: rows.map(({ id }) => id), ...(edits ? { edits } : {}) }),
      ),
    dismiss: (rows: SuggestionRow[], reason?: string) =>
      send('dismiss', rows, () =>
        dismissing.mutateAsync({ ids: rows.map(({ id }) => id), ...(reason ? { reason } : {}) }),
      ),
    approveAbove: (filter: Parameters<typeof approvingAbove.mutateAsync>[0], rows: SuggestionRow[]) =>
      send('approve', rows, () => approvingAbove.mutateAsync(filter)),
    /** Takes back what the status line names, while its time runs. */
    undo: async () => {
      const ids = last && last.ids.length > 0 ? last.ids : ((await inFlight.current) ?? [])
      if (ids.length === 0) return
      setLast((before) => before && { ...before, sending: false, ids: [] })
      await takeBack(ids)
    },
    /** Takes back what was approved without anyone: possible as long as its task is not done. */
    undoAuto: (id: string) => takeBack([id]),
    isBusy: approvingAbove.isPending,
    /** Without a connection: kept on this device until there is one. */
    isWaiting: approving.isPaused || dismissing.isPaused || approvingAbove.isPaused,
  }
}

export type Decisions = ReturnType<typeof useDecisions>
