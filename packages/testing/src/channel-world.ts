import type { ErrorCode } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { MessageChannel } from '@switchboard/core/ports/message-channel'

/** A message as it stands before its person. */
export type ShownMessage = {
  id: string
  /** Without formats. */
  text: string
  /** The ids of what can be pressed, or whose page is linked: by `actionIn`. */
  buttons: string[]
  /** The message that it answers, by its id. */
  answers: string | null
}

/** A channel beside its stand-in. */
export type ChannelWorld = {
  channel: Pick<
    MessageChannel,
    'limits' | 'allowance' | 'format' | 'send' | 'askFeedback' | 'update' | 'findSent' | 'checkHealth'
  >
  access(): Promise<Access>
  /** What sending needs, where people grant that by itself. */
  grantedScopes?: string[]
  /** Of somebody who is reached. */
  address: string
  /** Of somebody who is not, or not any more. */
  goneAddress: string
  /** All that has come to `address`, in its order. */
  shown(): ShownMessage[] | Promise<ShownMessage[]>
  /** The next call for sending fares so. */
  fault(fault: ChannelFault): void
  clearFaults(): void | Promise<void>
  /** What is held to sign in with is not taken any more. */
  withdrawToken(): void | Promise<void>
}

export type ChannelFault = {
  kind: 'too_many_requests' | 'unavailable' | 'lost_answer' | 'no_answer'
  retryAfter?: string
}

/** What a channel declares of itself. */
export type ChannelTraits = {
  /** Of a message: all that it says, or one line that leads to it. */
  shows: 'all' | 'title'
  /** Where what it asks is answered. */
  answered: 'by_buttons' | 'by_links' | 'on_its_page'
  /** Whether what was sent can be changed where it stands. */
  updates: boolean
  /** Whether one message can answer another. */
  threads: boolean
  parts: 'several' | 'one'
  /** Whether its settings let it send. */
  sends: 'unless_switched_off' | 'once_switched_on' | 'always'
  /** Null: there is no service that could fail or refuse a token. */
  service: {
    /** When asked to slow down: whether it is told for how long. */
    tellsHowLong: boolean
    /** Whether an answer that it cannot at the moment says that nothing was sent. */
    refusesUnsent: boolean
    /** Where an answer was lost, and where it has come. */
    findsSent: { lost: boolean; answered: boolean }
    /** Null: nobody signs in. */
    unauthorized: ErrorCode | null
  } | null
}
