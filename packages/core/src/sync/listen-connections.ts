import { withAbort } from '../abort'
import { providerIdOf, sourceOf } from '../connections/provider-of'
import { withAccess } from '../connections/with-access'
import type { ConnectionKey, Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { Access } from '../ports/access'
import { growingDelayMs } from './growing-delay'
import { holdListened, type Listened, listenedBy, type ListenState, noteListening } from './hold-listened'
import { queueSync } from './queue-sync'

/** How long a change of settings, or a dead worker's mailboxes, wait at most to be seen. */
const lookMs = 5_000
/** Conversations that one worker keeps open. Further mailboxes are another worker's, or wait for their regular syncs. */
const mostListened = 200
/** A conversation that lasted so long was no failure. */
const soundMs = 60_000

type Listening = { state: string; stop: AbortController; ended: Promise<void> }

/**
 * Stays with every mailbox whose service tells news only so, each held by one worker of all, and queues a sync for each news. Ends
 * with `signal`. `workerId`: as it stands among the workers.
 */
export async function listenConnections(ctx: Context, workerId: string, signal: AbortSignal): Promise<void> {
  const providers = Object.entries(ctx.providers).flatMap(([id, { provider }]) =>
    provider?.source?.listen ? [id] : [],
  )
  if (providers.length === 0) return
  const listening = new Map<string, Listening>()
  while (!signal.aborted) {
    try {
      await holdListened(ctx, { workerId, providers, most: mostListened })
      await follow(ctx, workerId, listening, await listenedBy(ctx, workerId))
    } catch (error) {
      ctx.logger.warn({ err: error }, 'who is listened to cannot be seen')
    }
    await ctx.clock.sleep(lookMs, signal).catch(() => undefined)
  }
  await follow(ctx, workerId, listening, [])
}

/** Begins with those that are new or have changed, and ends with those that are no longer to be listened to. */
async function follow(
  ctx: Context,
  workerId: string,
  listening: Map<string, Listening>,
  wanted: Listened[],
): Promise<void> {
  const states = new Map(wanted.map((connection) => [connection.id, stateOf(connection)]))
  const over = [...listening].filter(([id, { state }]) => states.get(id) !== state)
  for (const [id, { stop }] of over) {
    listening.delete(id)
    stop.abort()
  }
  await Promise.all(over.map(([, { ended }]) => ended))
  for (const connection of wanted) {
    if (listening.has(connection.id)) continue
    const stop = new AbortController()
    const ended = listenTo(ctx, workerId, connection, stop.signal)
    listening.set(connection.id, { state: stateOf(connection), stop, ended })
  }
}

/** What a conversation was begun with. */
const stateOf = ({ settings, credential }: Listened) => JSON.stringify([settings, credential?.version])

/** Begins anew when a conversation ends, with growing pauses. Each beginning is news: nobody has listened before. */
async function listenTo(ctx: Context, workerId: string, connection: Listened, signal: AbortSignal): Promise<void> {
  const key: ConnectionKey = { teamId: connection.teamId, connectionId: connection.id }
  const noter = noterOf(ctx, workerId, connection)
  for (let failures = 0; !signal.aborted; failures++) {
    const begunAt = ctx.clock.now()
    let isHeard = false
    const onNews = () => {
      if (!isHeard) noter.note({ listeningSince: ctx.clock.now(), listenRetryAt: null })
      isHeard = true
      void queueSync(ctx.db, key, 'push').catch((error: unknown) =>
        ctx.logger.warn({ err: error, ...key }, 'news could not be queued; the next regular sync brings them'),
      )
    }
    try {
      await withAbort(signal, (own) => listenOnce(ctx, connection, key, onNews, own.signal))
    } catch (error) {
      if (signal.aborted) break
      const reason = isSwitchboardError(error) ? { reason: error.code } : { err: error }
      ctx.logger.info({ ...key, ...reason }, 'a mailbox is no longer listened to; it is tried again')
    }
    if (signal.aborted) break
    const now = ctx.clock.now().getTime()
    if (now - begunAt.getTime() > soundMs) failures = 0
    const waitMs = growingDelayMs(failures)
    noter.note({ listeningSince: null, listenRetryAt: new Date(now + waitMs) })
    await ctx.clock.sleep(waitMs, signal).catch(() => undefined)
  }
  noter.note({ listeningSince: null, listenRetryAt: null })
  await noter.noted()
}

/** Notes one state after the other. One that cannot be noted is only not shown. */
function noterOf(ctx: Context, workerId: string, connection: Listened) {
  let last = Promise.resolve()
  return {
    note(state: ListenState) {
      last = last
        .then(() => noteListening(ctx, workerId, connection, state))
        .catch((error: unknown) =>
          ctx.logger.warn({ err: error, connectionId: connection.id }, 'what is listened to could not be noted'),
        )
    },
    noted: () => last,
  }
}

async function listenOnce(
  ctx: Context,
  connection: Listened,
  key: ConnectionKey,
  onNews: () => void,
  signal: AbortSignal,
): Promise<void> {
  const source = sourceOf(ctx, providerIdOf(connection))
  const stay = async (access: Access) => {
    // Reading the secret took its time.
    access.signal.throwIfAborted()
    await source.listen?.(access, onNews)
  }
  await withAccess(ctx, key, stay, { signal })
}
