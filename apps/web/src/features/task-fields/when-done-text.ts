import type { WhenDone, WhenDoneOffer } from '@/lib/api-types'

/** 'Mark the mail read and archive it', 'Archive the mail, ask first', 'Leave the mail as it is'. */
export function whenDoneText(
  { connected, policies, effects, itemWord }: WhenDoneOffer,
  whenDone: WhenDone | null,
): string {
  if (!connected) return 'Not connected any more: nothing is changed there'
  const happening = effects.filter(
    ({ action }) => policies[action] !== 'never' && (whenDone ? whenDone[action] === true : true),
  )
  const [first, ...others] = happening
  if (!first) return `Leave the ${itemWord} as it is`
  const asks = whenDone === null && happening.some(({ action }) => policies[action] === 'ask')
  return `${[first.words.doing, ...others.map(({ words }) => words.also)].join(' and ')}${asks ? ', ask first' : ''}`
}
