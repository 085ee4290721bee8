import { CircleAlert, CircleCheck, CircleDot, CircleStop, Clock, LoaderCircle, type LucideIcon } from 'lucide-react'
import { longestMessageBytes } from '@switchboard/core/conversations/limits'
import type { ConversationRow, WholeConversation } from '@/lib/api-types'

type ChannelName = ConversationRow['channel']
type Standing = { word: string; icon: LucideIcon; tone?: 'ok' | 'warn' | 'bad' | 'run' }

/** How a conversation stands, by icon and word. */
export const standings: Record<ConversationRow['standing'], Standing> = {
  answering: { word: 'Answering', icon: LoaderCircle, tone: 'run' },
  waits_for_you: { word: 'Waits for you', icon: Clock, tone: 'warn' },
  waits_for_others: { word: 'Waits for others', icon: Clock, tone: 'warn' },
  fault: { word: 'Could not answer', icon: CircleAlert, tone: 'bad' },
  active: { word: 'Open', icon: CircleDot },
  completed: { word: 'Done', icon: CircleCheck, tone: 'ok' },
  expired: { word: 'Ended after 24 h', icon: CircleStop },
}

export const channelWords: Record<ChannelName, string> = {
  web: 'Web',
  slack: 'Slack',
  email: 'Mail',
  telegram: 'Telegram',
}

/** Between what was said on one channel and on another. */
export const hopTexts: Record<ChannelName, string> = {
  web: 'Back on the web',
  slack: 'Continued in Slack',
  email: 'Continued by mail',
  telegram: 'Continued in Telegram',
}

/** What the agent is at. */
export function agentLine({ agentState, agent, status }: WholeConversation): Standing {
  if (status === 'expired') return standings.expired
  if (status === 'completed') return standings.completed
  if (agent.status !== 'active') return { word: `${agent.name} is paused`, icon: CircleStop }
  switch (agentState) {
    case 'thinking':
      return { word: `${agent.name} is thinking`, icon: LoaderCircle, tone: 'run' }
    case 'responding':
      return { word: `${agent.name} is answering`, icon: LoaderCircle, tone: 'run' }
    case 'error':
      return { word: `${agent.name} could not answer`, icon: CircleAlert, tone: 'bad' }
    case 'idle':
      return { word: `${agent.name} is there`, icon: CircleDot }
  }
}

/** Why nothing more can be said; null while it can. */
export function closedReason({ status, agent }: Pick<WholeConversation, 'status' | 'agent'>): string | null {
  if (status === 'expired') return 'This conversation ended after 24 hours without a message.'
  if (status === 'completed') return 'This conversation has ended.'
  if (agent.status === 'paused') return `${agent.name} is paused and answers nobody at the moment.`
  return agent.status === 'archived' ? `${agent.name} is no longer there.` : null
}

/** From here on it is told how much of a message is used up, in bytes. */
const nearBytes = 0.8 * longestMessageBytes

/** How long a message is, once that matters; `isOver`: it is longer than one may be. */
export function lengthNote(text: string): { text: string; isOver: boolean } | null {
  // Nothing takes more than three bytes for each unit of UTF-16.
  if (text.length * 3 < nearBytes) return null
  const bytes = new TextEncoder().encode(text.trim()).length
  if (bytes < nearBytes) return null
  const isOver = bytes > longestMessageBytes
  const kilobytes = isOver ? Math.ceil((bytes / 1_024) * 10) / 10 : Math.floor((bytes / 1_024) * 10) / 10
  return { text: `${kilobytes} of ${longestMessageBytes / 1_024} KB${isOver ? ': make it shorter' : ''}`, isOver }
}

/** What somebody might begin with. Without a language model, commands do. */
export const examplesFor = (hasModel: boolean): string[] =>
  hasModel
    ? [
        'What do I have to do this week?',
        'Find the mails about the partner visit and sum them up.',
        'Make a task to send the invoice on Friday.',
      ]
    : ['/tasks', '/search partner visit', '/remind Send the invoice on Friday', '/help']

/** The first words of what was said last, without the marks of Markdown. */
export function lastLine({ last, standing }: Pick<ConversationRow, 'last' | 'standing'>): string {
  if (standing === 'expired') return 'Ended after 24 h without a message.'
  if (!last) return 'Nothing has been said yet.'
  const words = last.text
    .replace(/[*`#>~]+|(?<!\w)_+|_+(?!\w)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return last.speaker === 'person' ? `You: ${words}` : words
}
