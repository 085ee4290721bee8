import type { Channel } from '@switchboard/db'

/** How much may be said in a minute: `SAY_PER_MINUTE_…` of the configuration. */
export type SayLimits = { person: number; conversation: number; channel: number }

/** One bucket that saying something takes a token from: it fills by `perMinute` and never holds more. */
export type Bucket = { key: string; name: keyof SayLimits; perMinute: number }

/** Of one person, one conversation of theirs, and one kind of channel. Without a conversation: of the person alone. */
export const bucketsOf = (
  limits: SayLimits,
  { teamId, userId }: { teamId: string; userId: string },
  place: { conversationId: string; channel: Channel } | null,
): Bucket[] => {
  // In all of their teams together.
  const person: Bucket = { key: `person:${userId}`, name: 'person', perMinute: limits.person }
  if (!place) return [person]
  return [
    person,
    { key: `conversation:${place.conversationId}`, name: 'conversation', perMinute: limits.conversation },
    { key: `channel:${teamId}:${userId}:${place.channel}`, name: 'channel', perMinute: limits.channel },
  ]
}
