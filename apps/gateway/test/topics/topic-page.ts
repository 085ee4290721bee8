import { createTRPCClient, wsLink } from '@trpc/client'
import { wire } from '@switchboard/api/wire'
import { openPageSockets } from '../page-sockets'
import type { TopicRouter } from './topic-router'

/** A page of the product that follows a topic by tRPC's own client; `url` is asked for each time it connects. */
export function openPage(url: () => string, cookie: string) {
  const { sockets, client } = openPageSockets(url, cookie)
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
