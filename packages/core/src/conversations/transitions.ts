import type { ConversationStatus, SaidStatus, Speaker } from '@switchboard/db'

/** What a conversation may become. One that has ended stays so: who writes again begins another. */
export const conversationTransitions: Readonly<Record<ConversationStatus, readonly ConversationStatus[]>> = {
  active: ['completed', 'expired'],
  completed: [],
  expired: [],
}

/** What may become of something said, by who said it. */
export const saidTransitions: Readonly<Record<Speaker, Readonly<Record<SaidStatus, readonly SaidStatus[]>>>> = {
  person: {
    writing: [],
    sent: ['delivered', 'failed'],
    delivered: [],
    stopped: [],
    // The agent tries again.
    failed: ['delivered'],
  },
  agent: {
    writing: ['sent', 'stopped', 'failed'],
    sent: ['delivered', 'failed'],
    delivered: [],
    stopped: [],
    failed: [],
  },
}

/** From which something said may become this: for the `where` of the update that makes it so. */
export const mayBecome = (speaker: Speaker, status: SaidStatus): SaidStatus[] => {
  const from: SaidStatus[] = ['writing', 'sent', 'delivered', 'stopped', 'failed']
  return from.filter((before) => saidTransitions[speaker][before].includes(status))
}
