import type { Outputs } from '@/lib/api-types'
import { whenText } from '../../lib/time-text'

/** How many events of a range are worked on again, and why not all of them. */
export function replayText(
  { events, replayed, leftOut, lookedBackTo }: Outputs['inbound']['countReplay'],
  now: number,
  zone: string,
): string {
  const sentences = [
    replayedText(events, replayed),
    leftOut > 0 &&
      `${numberOf(leftOut)} cannot be: of an account out of service or a colleague’s own, not kept, or waiting to be worked on by themselves.`,
    lookedBackTo && `What came before ${whenText(lookedBackTo, now, zone)} was not searched.`,
  ]
  return sentences.filter(Boolean).join(' ')
}

const numberOf = (count: number) => count.toLocaleString('en-GB')

function replayedText(events: number, replayed: number): string {
  if (events === 0) return 'There are none that can be worked on again.'
  if (replayed < events)
    return `There are ${numberOf(events)}. The latest ${replayed} of them are worked on again; nothing is made twice.`
  return `${events === 1 ? '1 event is' : `${numberOf(events)} events are`} worked on again. Nothing is made twice.`
}
