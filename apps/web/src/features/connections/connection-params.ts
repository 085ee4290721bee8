import { parseAsString, parseAsStringLiteral } from 'nuqs'

export const tabs = ['settings', 'log', 'items', 'events'] as const
export const outcomes = ['all', 'suggested', 'no_action', 'too_unsure', 'skipped', 'failed'] as const

/** What the address of a connection's page says. */
export const connectionParams = {
  tab: parseAsStringLiteral(tabs).withDefault('settings'),
  outcome: parseAsStringLiteral(outcomes).withDefault('all'),
  search: parseAsString.withDefault(''),
  /** The item that is open. */
  item: parseAsString,
  /** The event that is open. */
  event: parseAsString,
}
