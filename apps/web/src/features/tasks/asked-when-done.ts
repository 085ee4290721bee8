import type { Task } from '@/lib/api-types'

type Effect = NonNullable<Task['source']>['effects'][number]

/**
 * What finishing has to ask: the effects whose policy is 'ask' at any of its sources whose account is connected, and for which nothing
 * was chosen. One answer holds for all sources that can do the same.
 */
export function askedWhenDone({ whenDone, source, otherSources }: Task): Effect[] {
  const own = source && whenDone === null ? [source] : []
  const asked = [...own, ...otherSources].flatMap(({ connected, policies, effects }) =>
    connected ? effects.filter(({ action }) => policies[action] === 'ask' && whenDone?.[action] === undefined) : [],
  )
  return [...new Map(asked.map((effect) => [effect.action, effect])).values()]
}

export const asksWhenDone = (task: Task): boolean => askedWhenDone(task).length > 0
