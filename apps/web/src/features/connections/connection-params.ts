import { parseAsString, parseAsStringLiteral } from 'nuqs'

export const tabs = ['settings', 'log', 'items', 'events'] as const
export const outcomes = ['all', 'suggested', 'no_action', 'too_unsure', 'skipped', 'failed'] as const

export const eventStates = ['processed', 'waiting', 'passed_over', 'dead'] as const

/** What the address says of a list of events. */
export const eventParams = {
  search: parseAsString.withDefault(''),
  state: parseAsStringLiteral(eventStates),
  /** The event that is open, and the connection that it is looked at for where the list is of several. */
  event: parseAsString,
  of: parseAsString,
}

/** What the address of a connection's page says. */
export const connectionParams = {
  tab: parseAsStringLiteral(tabs).withDefault('settings'),
  outcome: parseAsStringLiteral(outcomes).withDefault('all'),
  search: parseAsString.withDefault(''),
  /** The test item that is followed. */
  test: parseAsString,
  /** The item that is open. */
  item: parseAsString,
}
