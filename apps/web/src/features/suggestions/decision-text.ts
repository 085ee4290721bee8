import type { DecisionResult, TakenBack } from '@/lib/api-types'
import { clockTime } from '../../lib/time-text'

export type Verb = 'approve' | 'dismiss'

/** What the status line says: the title gives way where there is no room, the words before it never do. */
export type Told = { lead: string; title: string | null }

/** All of it, where there is room. */
export const wholeText = ({ lead, title }: Told): string => (title === null ? lead : `${lead} “${title}”`)

const past: Record<Verb, string> = { approve: 'Approved', dismiss: 'Dismissed' }
const doing: Record<Verb, string> = { approve: 'Approving', dismiss: 'Dismissing' }
export const notDone = (verb: Verb) => `Not ${past[verb].toLowerCase()}`

type Answer = {
  verb: Verb
  results: DecisionResult[]
  titles: ReadonlyMap<string, string>
  /** How many more match, because one request decides only so many. */
  left: number
  /** How many were left out because their changes are not saved. */
  kept: number
  zone: string
}

/** 'Approving… “Call Jonas”', 'Approving 12…': while the answer is out. */
export const sendingText = (verb: Verb, titles: readonly string[]): Told => {
  const [only] = titles
  return only !== undefined && titles.length === 1
    ? { lead: `${doing[verb]}…`, title: only }
    : { lead: `${doing[verb]} ${titles.length}…`, title: null }
}

/** 'Approved “Call Jonas”', 'Approved 500; 100 more reach it', 'Not approved: Ben dismissed it at 11:38'. */
export function decisionText({ verb, results, titles, left, kept, zone }: Answer): Told {
  const done = results.filter(({ outcome }) => outcome === 'done')
  const changed = results.filter(({ outcome }) => outcome === 'changed')
  const lost = results.filter(({ outcome }) => outcome === 'already_decided' || outcome === 'gone')
  const isSingle = results.length === 1
  const title = titles.get(done[0]?.id ?? '')
  if (isSingle && left === 0 && kept === 0 && title !== undefined) return { lead: past[verb], title }
  const parts = [
    done.length > 0 && `${past[verb]} ${done.length}`,
    lost.length > 0 && (isSingle ? lostOne(verb, lost[0], zone) : lostSome(lost)),
    changed.length > 0 &&
      (isSingle ? `${notDone(verb)}: it has changed` : `${changed.length} left out: changed meanwhile`),
    kept > 0 && `${kept} left out: not saved yet`,
    left > 0 && `${left} more ${left === 1 ? 'reaches' : 'reach'} it`,
  ].filter(Boolean)
  return { lead: parts.join('; ') || 'Nothing reached that confidence any more', title: null }
}

function lostOne(verb: Verb, result: DecisionResult | undefined, zone: string): string {
  if (!result?.decision) return `${notDone(verb)}: it is no longer there`
  const { by, at } = result.decision
  if (result.status === 'closed') return `${notDone(verb)}: it closed by itself at ${clockTime(at, zone)}`
  return `${notDone(verb)}: ${by ?? 'Somebody'} ${result.status === 'dismissed' ? 'dismissed' : 'approved'} it at ${clockTime(at, zone)}`
}

function lostSome(lost: DecisionResult[]): string {
  const decision = lost[0]?.decision
  return `${lost.length} ${lost.length === 1 ? 'was' : 'were'} already decided${decision ? ` by ${decision.by ?? 'Somebody'}` : ''}`
}

/** 'Taken back “Call Jonas”', 'Took back 2', or how many of them could not be any more. */
export function takenBackText(
  asked: readonly string[],
  back: readonly string[],
  titles: ReadonlyMap<string, string>,
): { told: Told; whole: boolean } {
  const whole = back.length === asked.length
  const [only] = back
  if (whole && back.length === 1) return { told: { lead: 'Taken back', title: titles.get(only ?? '') ?? null }, whole }
  const lead = whole
    ? `Took back ${back.length}`
    : back.length === 0
      ? `Not taken back: ${asked.length === 1 ? 'it' : 'they'} can no longer be undone`
      : `Took back ${back.length} of ${asked.length}: the rest can no longer be undone`
  return { told: { lead, title: null }, whole }
}

/** 'Took back 3', 'Took back 2; 1 stays': why is told at each that does. */
export function takenBackLaterText(results: readonly TakenBack[]): Told {
  const back = results.filter(({ outcome }) => outcome === 'done').length
  const left = results.length - back
  const stay = left === 1 ? '1 stays' : `${left} stay`
  return {
    lead: left === 0 ? `Took back ${back}` : back === 0 ? `Not taken back: ${stay}` : `Took back ${back}; ${stay}`,
    title: null,
  }
}
