'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useZone } from '@/components/ui/time'
import { putBackUnsaved } from '@/features/task-fields/unsaved'
import type { DecisionResult, Inputs, SuggestionEdits } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { newId } from '@/lib/new-id'
import { isLost, sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { countLess } from '@/lib/count-text'
import { decisionText, notDone, sendingText, takenBackLaterText, type Verb } from './decision-text'
import type { Subject } from './subjects'
import type { Edits } from './use-edits'
import { useTold } from './use-told'
import { useUndo } from './use-undo'

/** Why a row is back, and what trying again does. */
export type Note = { verb: Verb | 'take back'; text: string }

/** Those that are not approved because what was changed in them is not saved: why, for each. */
export type Kept = ReadonlyMap<string, string>

type Answer = { results: DecisionResult[]; left?: number; leftOut?: readonly string[] }
/** A decision on its way. `beyond`: the server may find others than these; `edited`: what was typed into them goes along. */
type Sent = {
  key: number
  ids: string[]
  titles: ReadonlyMap<string, string>
  kept: Kept
  beyond: boolean
  edited?: SuggestionEdits | undefined
}
/** `ids`: without those of which an edit was refused meanwhile, which `kept` then holds as well. */
type Call = (decisionId: string | undefined, ids: string[], kept: Kept) => Promise<Answer>

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
  const told = useTold()
  const { tell, tellProblem } = told
  const approving = useMutation(trpc.suggestion.approve.mutationOptions({ retry: sendAgain }))
  const dismissing = useMutation(trpc.suggestion.dismiss.mutationOptions({ retry: sendAgain }))
  const approvingAbove = useMutation(trpc.suggestion.approveAbove.mutationOptions({ retry: sendAgain }))
  const takingBack = useMutation(trpc.suggestion.takeBack.mutationOptions({ retry: sendAgain }))
  const takingBackMany = useMutation(trpc.suggestion.takeBackMany.mutationOptions({ retry: sendAgain }))

  const leave = (ids: string[]) => setLeaving((before) => new Set([...before, ...ids]))
  const comeBack = (ids: string[]) => setLeaving((before) => new Set([...before].filter((id) => !ids.includes(id))))
  const latest = useRef(0)
  /** Decisions whose answer never came, by what they were: pressing again repeats them instead of making new ones. */
  const unanswered = useRef(new Map<string, string | undefined>())
  const note = (added: [string, Note][]) => setNotes((before) => new Map([...before, ...added]))
  const forgetNotes = (ids: string[]) => setNotes((before) => new Map([...before].filter(([id]) => !ids.includes(id))))
  const readAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.suggestion.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.task.pathKey() }),
    ])

  const { history, newest, undo } = useUndo({
    told,
    readAgain,
    onBack: (ids) => {
      comeBack(ids)
      const [only] = ids
      if (only && ids.length === 1) onShow(only)
    },
  })

  const report = (verb: Verb, { results, left = 0, leftOut = [] }: Answer, { key, titles, kept, edited }: Sent) => {
    // It may have closed by itself or changed, and still be wanted with what was written into it.
    for (const { id, outcome } of results)
      if (edited && (outcome === 'already_decided' || outcome === 'changed')) putBackUnsaved(id, edited, zone)
    const changed = results.flatMap(({ id, outcome }) => (outcome === 'changed' ? [id] : []))
    comeBack(changed)
    note(changed.map((id) => [id, { verb, text: `${notDone(verb)}: it has changed. Look at it again.` }]))
    const done = results.filter(({ outcome }) => outcome === 'done')
    const said = decisionText({ verb, results, titles, left, kept: leftOut.length, zone })
    noteKept(leftOut, kept)
    // A later decision has the line, unless this one has something to be known.
    const isTold = done.length === 0 || history.newest()?.key === key
    const undoMs = done[0]?.undoMs ?? null
    if (undoMs === null) history.drop(key)
    else history.answered(key, said, undoMs)
    if (isTold) tell(said, done.length > 0 ? { decision: key } : { tone: 'problem' })
    const [single] = results
    if (results.length === 1 && (single?.outcome === 'already_decided' || single?.outcome === 'changed'))
      onShow(single.id)
    return done.map(({ id }) => id)
  }

  const noteKept = (ids: readonly string[], kept: Kept) =>
    note(ids.map((id) => [id, { verb: 'approve', text: `${notDone('approve')}: ${kept.get(id) ?? ''}` }]))

  const refuse = (verb: Verb, { key, ids, edited }: Sent, message: string) => {
    if (edited) for (const id of ids) putBackUnsaved(id, edited, zone)
    comeBack(ids)
    history.drop(key)
    note(ids.map((id) => [id, { verb, text: `${notDone(verb)}: ${message}` }]))
    tellProblem(`${notDone(verb)}. ${message}`)
    return []
  }

  /** The figures follow at once; the server's take their place. */
  const countDown = (rows: Subject[]) =>
    queries.setQueryData(trpc.suggestion.counts.queryKey(), (counts) => {
      if (!counts) return counts
      if (view === 'less_likely') return { ...counts, lessLikely: countLess(counts.lessLikely, rows.length) }
      const above = rows.filter((row) => row.confidence >= counts.threshold && row.flags.length === 0).length
      return {
        ...counts,
        pending: countLess(counts.pending, rows.length),
        atOrAboveThreshold: countLess(counts.atOrAboveThreshold, above),
      }
    })

  /** Waits for edits on their way, then calls; what was approved is what was seen. */
  const decide = async (verb: Verb, sent: Sent, call: Call) => {
    const refusals = await edits.settled(sent.beyond ? null : sent.ids)
    const unsaved = new Map(
      verb === 'approve' ? [...refusals].map(([id, message]) => [id, `Your change was not saved. ${message}`]) : [],
    )
    const ids = sent.ids.filter((id) => !unsaved.has(id))
    const [first] = unsaved.values()
    if (first !== undefined && ids.length === 0 && !sent.beyond) return refuse(verb, sent, first)
    comeBack([...unsaved.keys()])
    const kept = new Map([...sent.kept, ...unsaved])
    const name = `${verb} ${sent.ids.join()}`
    const decisionId = unanswered.current.get(name) ?? newId()
    try {
      const answer = await call(decisionId, ids, kept)
      unanswered.current.delete(name)
      return report(verb, { leftOut: [...kept.keys()], ...answer }, { ...sent, kept })
    } catch (error) {
      if (isLost(error)) unanswered.current.set(name, decisionId)
      return refuse(verb, sent, faultOf(error).message)
    }
  }

  const send = async (
    verb: Verb,
    rows: Subject[],
    call: Call,
    { kept = new Map(), beyond = false, edited }: Partial<Pick<Sent, 'kept' | 'beyond' | 'edited'>> = {},
  ) => {
    const ids = rows.map(({ id }) => id)
    const titles = new Map(rows.map(({ id, title }) => [id, title]))
    leave(ids)
    countDown(rows)
    forgetNotes(ids)
    const sent: Sent = { key: ++latest.current, ids, titles, kept, beyond, edited }
    const told = sendingText(verb, [...titles.values()])
    const answer = decide(verb, sent, call)
    history.add({ key: sent.key, told, titles, ids: answer, undoId: newId() })
    tell(told, { decision: sent.key })
    await answer
    await readAgain()
  }

  /** At any time later; whether it waits again. */
  const takeBack = async ({ id, title }: { id: string; title: string }): Promise<boolean> => {
    tell({ lead: 'Taking back…', title })
    try {
      const waiting = await takingBack.mutateAsync({ id, decisionId: newId() })
      queries.setQueryData(trpc.suggestion.get.queryKey({ id }), waiting)
      comeBack([id])
      onShow(id)
      tell({ lead: 'Taken back', title })
      await readAgain()
      return true
    } catch (error) {
      tellProblem(`Not taken back. ${faultOf(error).message}`)
      await readAgain()
      return false
    }
  }

  /** Each by itself: one that has to stay says why at its row. */
  const takeBackMany = async (ids: string[]) => {
    forgetNotes(ids)
    tell({ lead: `Taking back ${ids.length}…`, title: null })
    try {
      const { results } = await takingBackMany.mutateAsync({ ids, decisionId: newId() })
      const back = results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
      comeBack(back)
      note(
        results.flatMap(({ id, reason }) =>
          reason === null ? [] : [[id, { verb: 'take back', text: `Not taken back: ${reason}` }]],
        ),
      )
      tell(takenBackLaterText(results), { tone: back.length > 0 ? 'done' : 'problem' })
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
    last: told.last,
    /** `edited` goes with one alone. */
    approve: (rows: Subject[], kept: Kept, edited?: SuggestionEdits) =>
      send(
        'approve',
        rows,
        (decisionId, ids) =>
          approving.mutateAsync({
            ids,
            decisionId,
            proposedUntil: new Date(Math.max(...rows.map(({ proposedAt }) => proposedAt.getTime()))),
            ...(edited ? { edits: edited } : {}),
          }),
        { kept, edited },
      ),
    dismiss: (rows: Subject[], reason?: string) =>
      send('dismiss', rows, (decisionId, ids) =>
        dismissing.mutateAsync({ ids, decisionId, ...(reason ? { reason } : {}) }),
      ),
    approveAbove: (filter: Inputs['suggestion']['approveAbove'], rows: Subject[], kept: Kept) =>
      send(
        'approve',
        rows,
        (decisionId, _, all) => approvingAbove.mutateAsync({ ...filter, exceptIds: [...all.keys()], decisionId }),
        { kept, beyond: true },
      ),
    /** Nothing is approved: what was changed in these is not saved. */
    refuseUnsaved: (kept: Kept) => {
      const [only] = kept.values()
      // At a single one the field says so itself, and is led to.
      if (kept.size > 1) noteKept([...kept.keys()], kept)
      tellProblem(`${notDone('approve')}. ${kept.size === 1 ? only : `${kept.size} are not saved yet.`}`)
    },
    /** A key was pressed that acts on the open one. */
    tellNothingOpen: () => tell({ lead: 'Open a suggestion first: a reason is given for one at a time.', title: null }),
    /** There is no decision whose time runs. */
    tellNothingToUndo: () =>
      tell({ lead: 'Nothing to take back here. Older decisions can be taken back under Decided.', title: null }),
    /** The newest decision whose time to take it back runs, or that is on its way. */
    newest,
    undo,
    takeBack,
    takeBackMany,
    isTakingBack: takingBack.isPending || takingBackMany.isPending,
    isBusy: approvingAbove.isPending,
    /** Without a connection: kept on this device until there is one. */
    isWaiting: edits.isWaiting || approving.isPaused || dismissing.isPaused || approvingAbove.isPaused,
  }
}

export type Decisions = ReturnType<typeof useDecisions>
