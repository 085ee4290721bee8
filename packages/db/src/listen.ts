import pg from 'pg'
import { keepAlive } from './keep-alive'

export type Listener = {
  /** Whether notifications arrive at the moment. */
  connected(): boolean
  close(): Promise<void>
}

export type ListenOptions = {
  url: string
  /** What is called with each payload, by channel. */
  channels: Record<string, (payload: string) => void>
  /** Called after each connection but the first: notifications in between are lost. */
  onReconnect?(): void
  onError?(error: unknown): void
}

/** Listens on PostgreSQL channels with one connection of its own, and connects again after a loss (0.1 s, doubling up to 5 s). */
export async function listen(options: ListenOptions): Promise<Listener> {
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | undefined
  let delayMs = 100
  let closed = false

  const connect = async (first: boolean) => {
    const next = new pg.Client({ connectionString: options.url, connectionTimeoutMillis: 5_000, ...keepAlive })
    const lost = () => {
      if (client !== next || closed) return
      client = null
      schedule()
    }
    next.on('notification', ({ channel, payload }) => options.channels[channel]?.(payload ?? ''))
    next.on('error', (error) => {
      options.onError?.(error)
      lost()
    })
    next.on('end', lost)
    try {
      await next.connect()
      for (const channel of Object.keys(options.channels)) await next.query(`listen ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      await next.end().catch(() => undefined)
      throw error
    }
    client = next
    delayMs = 100
    if (!first) options.onReconnect?.()
  }

  const schedule = () => {
    retry = setTimeout(() => {
      connect(false).catch((error: unknown) => {
        options.onError?.(error)
        if (!closed) schedule()
      })
    }, delayMs)
    delayMs = Math.min(delayMs * 2, 5_000)
  }

  await connect(true)
  return {
    connected: () => client !== null,
    async close() {
      closed = true
      clearTimeout(retry)
      await client?.end()
    },
  }
}
