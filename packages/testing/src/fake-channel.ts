import type { Json } from '@switchboard/core/ports/json'
import type { ChannelMessage, MessageChannel, SendRequest } from '@switchboard/core/ports/message-channel'

export type FakeChannel = MessageChannel & {
  /** What has arrived, in its order. */
  arrived: SendRequest[]
  updated: { place: Json; message: ChannelMessage }[]
}

/** A channel that takes everything, of which a test replaces the parts that it is about. `onSend` may throw before anything arrives. */
export function fakeChannel(
  parts: Partial<Omit<MessageChannel, 'send' | 'askFeedback'>> & {
    onSend?: (request: SendRequest) => Promise<void> | void
    /** It arrives, and the answer does not come back. */
    afterSend?: (request: SendRequest) => Promise<void> | void
  } = {},
): FakeChannel {
  const { onSend, afterSend, ...replaced } = parts
  const arrived: SendRequest[] = []
  const updated: FakeChannel['updated'] = []
  const send = async (_access: unknown, request: SendRequest): Promise<Json> => {
    await onSend?.(request)
    arrived.push(request)
    await afterSend?.(request)
    return { key: request.key }
  }
  return {
    kind: 'slack',
    limits: { textLength: 3_000, partsPerMessage: 50 },
    allowance: () => ({ perMinute: 60_000, burst: 1_000 }),
    format: ({ title, body }) => [{ title, body }],
    send,
    askFeedback: send,
    update: async (_access, place, message) => void updated.push({ place, message }),
    findSent: async (_access, { keys }) =>
      new Map(
        keys.map((key) => [key, arrived.some((request) => request.key === key) ? { place: { key } } : 'never_sent']),
      ),
    checkHealth: async () => undefined,
    ...replaced,
    arrived,
    updated,
  }
}
