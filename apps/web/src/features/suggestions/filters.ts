import { parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { searchWords } from '../../lib/search-words'

const views = ['pending', 'less_likely', 'auto_approved', 'decided'] as const
const sorts = ['newest', 'due', 'confidence'] as const
const dues = ['overdue', 'today', 'week', 'none'] as const

/** The feed's state that belongs into the address: it survives a reload and can be sent to somebody. */
export const feedParams = {
  view: parseAsStringLiteral(views).withDefault('pending'),
  sort: parseAsStringLiteral(sorts).withDefault('newest'),
  connection: parseAsString,
  priority: parseAsStringLiteral(['low', 'medium', 'high', 'urgent'] as const),
  due: parseAsStringLiteral(dues),
  flagged: parseAsBoolean,
  sure: parseAsBoolean,
  search: parseAsString,
}

/** Those of an address that name what there is not: the feed is drawn without them. */
export const strayParams = (address: { get: (name: string) => string | null }): (keyof typeof feedParams)[] =>
  feedNames.filter((name) => {
    const text = address.get(name)
    return text !== null && feedParams[name].parse(text) === null
  })

const feedNames = ['view', 'sort', 'connection', 'priority', 'due', 'flagged', 'sure', 'search'] as const

export type FeedState = {
  view: (typeof views)[number]
  sort: (typeof sorts)[number]
  connection: string | null
  priority: 'low' | 'medium' | 'high' | 'urgent' | null
  due: (typeof dues)[number] | null
  flagged: boolean | null
  sure: boolean | null
  search: string | null
}

/** What decides which rows there are; the order only moves them. */
const narrowing = ['view', 'connection', 'priority', 'due', 'flagged', 'sure', 'search'] as const

/** Whether a change asks for other rows, so that what was open need not be among them. */
export function asksForOtherRows(
  state: FeedState,
  change: Partial<{ [Key in keyof FeedState]: FeedState[Key] | null }>,
): boolean {
  return narrowing.some((key) => change[key] !== undefined && change[key] !== state[key])
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** What the list is asked for. `threshold` is the line that 'sure' means. The same on the server and in the page: one cache entry. */
export function listInput(state: FeedState, threshold: number) {
  return {
    view: state.view,
    sort: state.sort,
    connectionId: state.connection && idPattern.test(state.connection) ? state.connection : null,
    priority: state.priority,
    due: state.due,
    flagged: state.flagged,
    minConfidence: state.sure ? threshold : null,
    search: searchWords(state.search),
    limit: 50,
  }
}
