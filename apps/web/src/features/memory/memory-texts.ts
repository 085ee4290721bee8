import { longestFact } from '@switchboard/core/memory/limits'
import type { Fact } from '@/lib/api-types'

export const typeNames: Record<Fact['type'], string> = {
  preference: 'Preference',
  fact: 'Fact',
  person: 'Person',
  project: 'Project',
}

export const importances = [
  { value: 1, name: '1, least' },
  { value: 2, name: '2, low' },
  { value: 3, name: '3, medium' },
  { value: 4, name: '4, high' },
  { value: 5, name: '5, most' },
]

/** Why a text cannot be kept; null when it can. */
export function contentFault(text: string): string | null {
  const words = text.trim()
  if (words === '') return 'Write what to remember.'
  const over = words.length - longestFact
  return over > 0 ? `Shorten it by ${over} ${over === 1 ? 'character' : 'characters'}.` : null
}

export const orders = ['newest', 'importance', 'used'] as const
export type Order = (typeof orders)[number]
export const orderNames: Record<Order, string> = {
  newest: 'Newest first',
  importance: 'Most important first',
  used: 'Last used first',
}

/** Of two that are alike the newer comes first, so that nothing changes places by itself. */
export function inOrder(facts: Fact[], order: Order): Fact[] {
  const newest = (one: Fact, other: Fact) =>
    other.createdAt.getTime() - one.createdAt.getTime() || one.id.localeCompare(other.id)
  const usedAt = ({ lastUsedAt }: Fact) => lastUsedAt?.getTime() ?? 0
  return facts.toSorted((one, other) => {
    if (order === 'importance') return other.importance - one.importance || newest(one, other)
    return order === 'used' ? usedAt(other) - usedAt(one) || newest(one, other) : newest(one, other)
  })
}
