import type { ConversationEvent, Said } from '@switchboard/core/conversations/events'
import type { WholeConversation } from '@/lib/api-types'

/** A conversation as this page knows it: what it has read, and each event that it was told since. */
export type Thread = WholeConversation & {
  /** Something is missing between what was read and what was told: it has to be read again. */
  isTorn: boolean
}

export type ThreadNews =
  | { kind: 'read'; whole: WholeConversation }
  | { kind: 'event'; seq: number; event: ConversationEvent }
  | { kind: 'said'; said: Said }
  | { kind: 'earlier'; page: { said: Said[]; earlier: boolean } }

export const beginThread = (whole: WholeConversation): Thread => ({ ...whole, isTorn: false })

/** The thread with what is new. What it knows already changes nothing, so news may come twice and from several sides. */
export function takeNews(thread: Thread, news: ThreadNews): Thread {
  switch (news.kind) {
    case 'read':
      return takeWhole(thread, news.whole)
    case 'event':
      return news.seq <= thread.seq ? thread : { ...takeEvent(thread, news.event), seq: news.seq }
    case 'said':
      // The answer to a call, which may come before its event or after later ones.
      return thread.said.some(({ id }) => id === news.said.id) ? thread : withSaid(thread, news.said)
    case 'earlier': {
      const known = new Set(thread.said.map(({ id }) => id))
      const said = [...news.page.said.filter(({ id }) => !known.has(id)), ...thread.said]
      return { ...thread, said, earlier: news.page.earlier }
    }
  }
}

/** Read anew: it counts from its number on, and what was loaded before its first message stays where the two meet. */
function takeWhole(thread: Thread, whole: WholeConversation): Thread {
  const { seq, said, earlier, agentState, status, title, channel } = thread
  if (whole.seq < seq) return { ...thread, ...whole, seq, said, earlier, agentState, status, title, channel }
  const first = whole.said[0]
  const meets = first !== undefined && said.some(({ id }) => id === first.id)
  if (!meets) return { ...whole, isTorn: false }
  const before = said.filter((one) => one.seq < first.seq)
  return {
    ...whole,
    said: [...before, ...whole.said],
    earlier: before.length > 0 ? earlier : whole.earlier,
    isTorn: false,
  }
}

function takeEvent(thread: Thread, event: ConversationEvent): Thread {
  switch (event.kind) {
    case 'said':
      return withSaid(thread, event.said)
    case 'text':
      return withText(thread, event)
    case 'agent':
      return { ...thread, agentState: event.state }
    case 'conversation': {
      const { status, title, channel } = event
      return { ...thread, status, title, channel }
    }
  }
}

/** In its place in the order; what is older than all that was loaded comes when it is scrolled to. */
function withSaid(thread: Thread, said: Said): Thread {
  const [first] = thread.said
  if (thread.earlier && first && said.seq < first.seq) return thread
  const others = thread.said.filter(({ id }) => id !== said.id)
  const place = others.findIndex(({ seq }) => seq > said.seq)
  return { ...thread, said: others.toSpliced(place === -1 ? others.length : place, 0, said) }
}

function withText(
  thread: Thread,
  { messageId, from, text }: { messageId: string; from: number; text: string },
): Thread {
  const message = thread.said.find(({ id }) => id === messageId)
  if (!message || message.content.length < from) return { ...thread, isTorn: true }
  if (from + text.length <= message.content.length) return thread
  const content = message.content.slice(0, from) + text
  return { ...thread, said: thread.said.map((one) => (one === message ? { ...message, content } : one)) }
}

/** Whether the agent is at it. */
export const isAnswering = ({ agentState }: Pick<Thread, 'agentState'>): boolean =>
  agentState === 'thinking' || agentState === 'responding'

/** The tasks that were made in a conversation, the latest first. */
export function tasksMadeIn(said: Pick<Said, 'data'>[]): string[] {
  const ids = said.flatMap(({ data }) => [data.taskId, ...(Array.isArray(data.taskIds) ? data.taskIds : [])])
  return [...new Set(ids.filter((id) => typeof id === 'string'))].reverse()
}

/** The question that something said is the card of; null: it is none. */
export const feedbackIn = ({ kind, data }: Pick<Said, 'kind' | 'data'>): string | null =>
  kind === 'feedback' && typeof data.feedbackId === 'string' ? data.feedbackId : null
