import { parseAsString, parseAsStringLiteral } from 'nuqs'

export const messageChannels = ['web', 'slack', 'email', 'telegram'] as const
export const messageFilters = ['in_doubt', 'waiting', 'reached', 'failed', 'cancelled'] as const

/** What the address says of the list of messages. */
export const messageParams = {
  channel: parseAsStringLiteral(messageChannels),
  state: parseAsStringLiteral(messageFilters),
  person: parseAsString,
  /** The message that is open. */
  message: parseAsString,
}
