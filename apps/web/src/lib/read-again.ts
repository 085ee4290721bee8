import type { Query, QueryClient, QueryKey } from '@tanstack/react-query'
import { faultOf } from './error-text'

/**
 * Has what the page knows below a key read again; without one, all of it. A query that is under way with an answer before it begins anew. One
 * that is read for the first time does not, and may have been answered before what has changed: it is read once more when it is through. What
 * is not there does not come to be: its page would fall back to loading, and say the same again.
 */
export async function readAgain(queries: QueryClient, queryKey?: QueryKey): Promise<void> {
  const firstReads = queries
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: 'fetching', predicate: ({ state }) => state.data === undefined })
  await queries.invalidateQueries({ queryKey, predicate: (query) => !isMissing(query) })
  await Promise.all(firstReads.map((query) => queries.invalidateQueries({ queryKey: query.queryKey, exact: true })))
}

const isMissing = ({ state }: Query): boolean =>
  state.data === undefined && state.error !== null && faultOf(state.error).missing
