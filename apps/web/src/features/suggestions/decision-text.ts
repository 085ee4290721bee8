import type { DecisionResult } from '@/lib/api-types'
import { clockTime } from '../../lib/time-text'

export type Verb = 'approve' | 'dismiss'

export const past: Record<Verb, string> = { approve: 'Approved', dismiss: 'Dismissed' }
export const notDone = (verb: Verb) => `Not ${past[verb].toLowerCase()}`

type Answer = {
  verb: Verb
  results: DecisionResult[]
  titles: ReadonlyMap<string, string>
  /** How many more match, because one request decides only so many. */
  left: number
  zone: string
}

/** 'Approved “Call Jonas”', 'Approved 500; 100 more reach it', 'Not approved: Ben dismissed it at 11:38'. */
export function decisionText({ verb, results, titles, left, zone }: Answer): string {
  const done = results.filter(({ outcome }) => outcome === 'done')
  const lost = results.filter(({ outcome }) => outcome !== 'done')
  const isSingle = results.length === 1
  const parts = [
    done.length > 0 &&
      (isSingle ? `${past[verb]} “${titles.get(done[0]?.id ?? '') ?? ''}”` : `${past[verb]} ${done.length}`),
    lost.length > 0 && (isSingle ? lostOne(verb, lost[0], zone) : lostSome(lost)),
    left > 0 && `${left} more ${left === 1 ? 'reaches' : 'reach'} it`,
  ].filter(Boolean)
  return parts.join('; ') || 'Nothing reached that confidence any more'
}

function lostOne(verb: Verb, result: DecisionResult | undefined, zone: string): string {
  if (!result?.decision) return `${notDone(verb)}: it is no longer there`
  const { by, at } = result.decision
  return `${notDone(verb)}: ${by ?? 'Somebody'} ${result.status === 'dismissed' ? 'dismissed' : 'approved'} it at ${clockTime(at, zone)}`
}

function lostSome(lost: DecisionResult[]): string {
  const decision = lost[0]?.decision
  return `${lost.length} ${lost.length === 1 ? 'was' : 'were'} already decided${decision ? ` by ${decision.by ?? 'Somebody'}` : ''}`
}
