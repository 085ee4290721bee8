import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { WebSocket as Socket } from 'ws'
import { wire } from '@switchboard/api/wire'
import { publicUrl } from '../socket-client'
import type { TopicRouter } from './topic-router'

/** As far as tRPC's client uses it. */
const isBrowsersOwn = (socket: unknown): socket is typeof WebSocket => typeof socket === 'function'

/** A page of the product that follows a topic by tRPC's own client; `url` is asked for each time it connects. */
export function openPage(url: () => string, cookie: string) {
  const sockets: Socket[] = []
  class PageSocket extends Socket {
    constructor(address: string) {
      super(address, { headers: { cookie, origin: publicUrl } })
      sockets.push(this)
      this.on('error', () => undefined)
    }
  }
  const opened: unknown = PageSocket
  if (!isBrowsersOwn(opened)) throw new Error('no socket')
  const client = createWSClient({ url, WebSocket: opened, retryDelayMs: () => 20 })
  const trpc = createTRPCClient<TopicRouter>({ links: [wsLink({ client, transformer: wire })] })
  const got: { id: string; text: string }[] = []
  let started = 0
  const errors: unknown[] = []
  return {
    got,
    errors,
    starts: () => started,
    texts: () => got.map(({ text }) => text),
    /** Those that it had, the newest last. */
    sockets,
    follow: (topic: string, lastEventId?: string) =>
      trpc.events.subscribe(
        { topic, lastEventId },
        {
          onStarted: () => (started += 1),
          onData: ({ id, data }) => got.push({ id, text: data.text }),
          onError: (error) => errors.push(error),
        },
      ),
    close: () => client.close(),
  }
}
