import { v7 as newId } from 'uuid'
import type { NewSuggestion } from '../insert-suggestions'
import type { Ask } from './ask'
import { covers, type Covering } from './covers'
import type { Known } from './find-same'

/** What is proposed for an item, before it is known whether it was proposed for another one already. */
export type Fresh = NewSuggestion & {
  ask: Ask
  keys: string[]
  /** Of what a changed item was a source before, and since when it has asked there: a change of it is no new ask. */
  before?: { suggestionId: string; at: string } | undefined
}

export type Join = Fresh & {
  suggestionId: string
  /** Of the suggestion that it joins. */
  ofTitle: string
  relation: Covering['by']
  /** It says more than the suggestion: what is proposed becomes what it says. */
  leads: boolean
}

export type Placed = { alone: (Fresh & { id: string })[]; joins: Join[] }

/** Decides for each, the oldest first, whether it is a suggestion of its own or another source of one that is there. */
export function placeAsks(fresh: readonly Fresh[], known: readonly Known[]): Placed {
  const placed: Placed = { alone: [], joins: [] }
  const all = [...known]
  for (const one of fresh.toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime())) {
    const match = matchOf(one, all)
    const id = match ? match.known.suggestionId : newId()
    if (match) {
      const { known: of, relation, leads } = match
      placed.joins.push({ ...one, ask: askIn(one, id), suggestionId: id, ofTitle: of.title, relation, leads })
    } else placed.alone.push({ ...one, id })
    const accounts = [...(match?.known.accounts ?? []), one.connectionId]
    for (const other of all) if (other.suggestionId === id) other.accounts = accounts
    all.push({
      suggestionId: id,
      assigneeId: one.assigneeId,
      keys: new Set(one.keys),
      title: match && !match.leads ? match.known.title : one.title,
      ask: askIn(one, id),
      accounts,
      // What is not entered yet cannot be changed; in order of time it rarely has to be.
      isUntouched: false,
      isOpen: match?.known.isOpen ?? true,
    })
  }
  return placed
}

type Match = { known: Known; relation: Covering['by']; leads: boolean }

function matchOf(one: Fresh, all: readonly Known[]): Match | null {
  const matches = all
    .filter(({ assigneeId, keys }) => assigneeId === one.assigneeId && one.keys.some((key) => keys.has(key)))
    .flatMap((known) => joining(one, known) ?? [])
  const byWords = matches.filter(({ relation }) => relation === 'words')
  const certain = matches.filter(({ relation }) => relation !== 'words')
  const best = certain.toSorted(
    (a, b) => Number(b.known.isOpen) - Number(a.known.isOpen) || b.known.ask.at.localeCompare(a.known.ask.at),
  )[0]
  if (best) return best
  // The same words in two suggestions: which one is meant is anybody's guess.
  return new Set(byWords.map(({ known }) => known.suggestionId)).size === 1 ? (byWords[0] ?? null) : null
}

/** What an item asks, as it is compared with what a suggestion rests on. */
const askIn = ({ ask, before }: Fresh, suggestionId: string): Ask =>
  before?.suggestionId === suggestionId ? { ...ask, at: before.at } : ask

function joining(one: Fresh, known: Known): Match | null {
  const ask = askIn(one, known.suggestionId)
  const covered = covers(known.ask, ask)
  if (covered && (known.isOpen || !asksAnew(ask, known.ask, covered)))
    return fits(one, { known, relation: covered.by, leads: false })
  const covering = known.isUntouched && one.flags.length === 0 ? covers(ask, known.ask) : null
  return covering && mayLead(one, known, covering) ? fits(one, { known, relation: covering.by, leads: true }) : null
}

/** Once an ask has been dismissed or done, what points at it or says it again in its thread is asked by somebody who still waits. */
const asksAnew = (ask: Ask, known: Ask, { by, again }: Covering) =>
  again || (by === 'thread' && Date.parse(ask.at) > Date.parse(known.at))

/** By its words alone an item joins nothing that its own account has asked for already: that one is said to be another ask. */
const fits = (one: Fresh, match: Match): Match | null =>
  match.relation === 'words' && match.known.accounts.includes(one.connectionId) ? null : match

/** Nobody else's words replace what somebody has asked for. */
const mayLead = ({ ask }: Fresh, known: Known, { by }: Covering) =>
  by === 'thread' ||
  (by === 'forward' && known.ask.carried.length > 0 && ask.carried.length === 0) ||
  (ask.sender.address !== null && ask.sender.address === known.ask.sender.address)
