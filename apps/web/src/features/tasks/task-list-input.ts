import { searchWords } from '@/lib/search-words'

/** The same on the server and in the page: one cache entry each. */
export const unfinishedInput = (search: string) => ({
  status: 'unfinished' as const,
  search: searchWords(search),
  sort: 'due' as const,
  limit: 100,
})

/** The latest are enough beside the work; the search finds the others. */
export const finishedInput = (search: string) => ({
  status: 'done' as const,
  search: searchWords(search),
  sort: 'finished' as const,
  limit: 20,
})
