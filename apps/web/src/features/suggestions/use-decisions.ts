'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useZone } from '@/components/ui/time'
import type { DecisionResult, Inputs, SuggestionEdits } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { newId } from '@/lib/new-id'
import { isLost, sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { decisionText, notDone, sendingText, type Told, type Verb } from './decision-text'
import type { Subject } from './subjects'
import type { Edits } from './use-edits'

/** What is said about the latest decision, and how long it can be taken back. */
export type LastDecision = {
  key: number
  told: Told
  tone: 'done' | 'problem'
  /** On its way: undo waits for the answer and then takes it back. */
  sending: boolean
  /** Those that undo takes back; empty when there is nothing to take back (any more). */
  ids: string[]
  undoMs: number | null
}

/** Why a row is back, and what trying again does. */
export type Note = { verb: Verb; text: string }

type Answer = { results: DecisionResult[]; left?: number }
type Call = (decisionId: string | undefined) => Promise<Answer>

/**
 * Decisions as people feel them: the row leaves at once; a refusal brings it back with the reason, and a decision that
 * somebody else made first is told with name and time.
 */
export function useDecisions({ view, edits, onShow }: { view: string; edits: Edits; onShow: (id: string) => void }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const zone = useZone()
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set())
  const [notes, setNotes] = useState<ReadonlyMap<string, Note>>(new Map())
  const [last, setLast] = useState<LastDecision | null>(null)
  const approving = useMutation(trpc.suggestion.approve.mutationOptions({ retry: sendAgain }))
  const dismissing = useMutation(trpc.suggestion.dismiss.mutationOptions({ retry: sendAgain }))
  const approvingAbove = useMutation(trpc.suggestion.approveAbove.mutationOptions({ retry: sendAgain }))
  const undoing = useMutation(trpc.suggestion.undo.mutationOptions({ retry: sendAgain }))
  const takingBack = useMutation(trpc.suggestion.takeBack.mutationOptions({ retry: sendAgain }))

  const leave = (ids: string[]) => setLeaving((before) => new Set([...before, ...ids]))
  const comeBack = (ids: string[]) => setLeaving((before) => new Set([...before].filter((id) => !ids.includes(id))))
  /** Ids that the decision on its way has decided, once the answer is there. */
  const inFlight = useRef<Promise<string[]> | null>(null)
  /** Decisions whose answer never came, by what they were: pressing again repeats them instead of making new ones. */
  const unanswered = useRef(new Map<string, string | undefined>())
  const tell = (decision: Omit<LastDecision, 'key' | 'sending'> & { sending?: boolean }) =>
    setLast({ key: Date.now(), sending: false, ...decision })
  const tellProblem = (lead: string) => tell({ told: { lead, title: null }, tone: 'problem', ids: [], undoMs: null })
  const readAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.suggestion.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.task.pathKey() }),
    ])

  const report = (verb: Verb, { results, left = 0 }: Answer, titles: ReadonlyMap<string, string>) => {
    const done = results.filter(({ outcome }) => outcome === 'done')
    tell({
      told: decisionText({ verb, results, titles, left, zone }),
      tone: done.length > 0 ? 'done' : 'problem',
      ids: done.map(({ id }) => id),
      undoMs: done[0]?.undoMs ?? null,
    })
    const [single] = results
    if (results.length === 1 && single?.outcome === 'already_decided') onShow(single.id)
    return done.map(({ id }) => id)
  }

  const refuse = (verb: Verb, ids: string[], message: string) => {
    comeBack(ids)
    setNotes(
      (before) =>
        new Map([...before, ...ids.map((id) => [id, { verb, text: `${notDone(verb)}: ${message}` }] as const)]),
    )
    tellProblem(`${notDone(verb)}. ${message}`)
    return []
  }

  /** The figures follow at once; the server's take their place. */
  const countDown = (rows: Subject[]) =>
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

  /** Waits for edits on their way, then calls; what was approved is what was seen. */
  const decide = async (verb: Verb, ids: string[], titles: ReadonlyMap<string, string>, call: Call) => {
    const unsaved = await edits.settled(ids)
    if (unsaved !== null && verb === 'approve') return refuse(verb, ids, `Your change was not saved. ${unsaved}`)
    const name = `${verb} ${ids.join()}`
    const decisionId = unanswered.current.get(name) ?? newId()
    try {
      const answer = await call(decisionId)
      unanswered.current.delete(name)
      return report(verb, answer, titles)
    } catch (error) {
      if (isLost(error)) unanswered.current.set(name, decisionId)
      return refuse(verb, ids, faultOf(error).message)
    }
  }

  const send = async (verb: Verb, rows: Subject[], call: Call) => {
    const ids = rows.map(({ id }) => id)
    const titles = new Map(rows.map(({ id, title }) => [id, title]))
    leave(ids)
    countDown(rows)
    setNotes((before) => new Map([...before].filter(([id]) => !titles.has(id))))
    tell({
      told: sendingText(verb, [...titles.values()]),
      tone: 'done',
      sending: true,
      ids: [],
      undoMs: null,
    })
    const answer = decide(verb, ids, titles, call)
    inFlight.current = answer
    await answer
    if (inFlight.current === answer) inFlight.current = null
    await readAgain()
  }

  /** Within the undo window. */
  const undo = async (ids: string[]) => {
    try {
      const { results } = await undoing.mutateAsync({ ids, decisionId: newId() })
      const back = results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
      comeBack(back)
      const [only] = back
      if (only && back.length === 1) onShow(only)
      const whole = back.length === ids.length
      const lead = whole
        ? ids.length === 1
          ? 'Taken back'
          : `Took back ${ids.length}`
        : `Took back ${back.length} of ${ids.length}: the rest can no longer be undone`
      tell({ told: { lead, title: null }, tone: whole ? 'done' : 'problem', ids: [], undoMs: null })
    } catch (error) {
      tellProblem(`Not taken back. ${faultOf(error).message}`)
    }
    await readAgain()
  }

  /** At any time later. */
  const takeBack = async ({ id, title }: { id: string; title: string }) => {
    tell({ told: { lead: 'Taking back…', title }, tone: 'done', ids: [], undoMs: null })
    try {
      const waiting = await takingBack.mutateAsync({ id, decisionId: newId() })
      queries.setQueryData(trpc.suggestion.get.queryKey({ id }), waiting)
      comeBack([id])
      onShow(id)
      tell({ told: { lead: 'Taken back', title }, tone: 'done', ids: [], undoMs: null })
    } catch (error) {
      tellProblem(`Not taken back. ${faultOf(error).message}`)
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
    approve: (rows: Subject[], edited?: SuggestionEdits) =>
      send('approve', rows, (decisionId) =>
        approving.mutateAsync({ ids: rows.map(({ id }) => id), decisionId, ...(edited ? { edits: edited } : {}) }),
      ),
    dismiss: (rows: Subject[], reason?: string) =>
      send('dismiss', rows, (decisionId) =>
        dismissing.mutateAsync({ ids: rows.map(({ id }) => id), decisionId, ...(reason ? { reason } : {}) }),
      ),
    approveAbove: (filter: Inputs['suggestion']['approveAbove'], rows: Subject[]) =>
      send('approve', rows, (decisionId) => approvingAbove.mutateAsync({ ...filter, decisionId })),
    /** Takes back what the status line names, while its time runs. */
    undo: async () => {
      const ids = last && last.ids.length > 0 ? last.ids : ((await inFlight.current) ?? [])
      if (ids.length === 0) return
      setLast((before) => before && { ...before, sending: false, ids: [] })
      await undo(ids)
    },
    canUndo: last !== null && (last.sending || last.ids.length > 0),
    takeBack,
    isTakingBack: takingBack.isPending,
    isBusy: approvingAbove.isPending,
    /** Without a connection: kept on this device until there is one. */
    isWaiting: edits.isWaiting || approving.isPaused || dismissing.isPaused || approvingAbove.isPaused,
  }
}

export type Decisions = ReturnType<typeof useDecisions>
