import { createHash } from 'node:crypto'
import type { ImapFlow } from 'imapflow'
import { SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import { type ImapConfig, openImap } from './client'
import { ImapFault, toSwitchboardError } from './fault'
import { imapAccountSchema, type ImapAccount } from './schema'

/** A conversation is kept this long for the next call: signing in anew for each batch would be refused by some services. */
const keptMs = 10_000

/** Conversations with mail servers, each used by one call at a time. */
export function createSessions(config: ImapConfig) {
  const idle = new Map<string, { client: ImapFlow; timer: NodeJS.Timeout }>()

  function take(key: string): ImapFlow | null {
    const kept = idle.get(key)
    if (!kept) return null
    idle.delete(key)
    clearTimeout(kept.timer)
    return kept.client.usable ? kept.client : null
  }

  function giveBack(key: string, client: ImapFlow): void {
    if (!client.usable || idle.has(key)) {
      client.close()
      return
    }
    const timer = setTimeout(() => {
      idle.delete(key)
      client.close()
    }, keptMs)
    // It keeps no process from ending.
    timer.unref()
    idle.set(key, { client, timer })
  }

  /** Throws what `ItemSource` says. What `converse` does may be done twice: a kept conversation may have ended unnoticed. */
  return async function withSession<T>(access: Access, converse: (client: ImapFlow) => Promise<T>): Promise<T> {
    const account = accountOf(access)
    const key = createHash('sha256').update(`${access.connectionId} ${access.accessToken}`).digest('base64url')
    const run = async (client: ImapFlow) => {
      try {
        const result = await converse(client)
        giveBack(key, client)
        return result
      } catch (error) {
        client.close()
        throw error
      }
    }
    try {
      const kept = take(key)
      if (kept)
        try {
          return await run(kept)
        } catch (error) {
          if (!(error instanceof ImapFault && error.kind === 'unreachable')) throw error
        }
      return await run(await openImap(account, config, access))
    } catch (error) {
      throw error instanceof ImapFault ? toSwitchboardError(error) : error
    }
  }
}

export type WithSession = ReturnType<typeof createSessions>

/** Throws unauthorized for a secret that is none of ours. */
export function accountOf({ accessToken }: Pick<Access, 'accessToken'>): ImapAccount {
  try {
    return imapAccountSchema.parse(JSON.parse(accessToken))
  } catch {
    // Without a cause: it would carry what stands there.
    throw new SwitchboardError('unauthorized', 'The stored access cannot be used. Reconnect the account.')
  }
}
