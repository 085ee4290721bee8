import type { ImapFlow } from 'imapflow'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Access } from '@switchboard/core/ports/access'
import { type ImapConfig, openImap } from './client'
import { ImapFault, toSwitchboardError } from './fault'
import { openFolder } from './folders'
import { imapSettingsSchema } from './schema'
import { accountOf } from './sessions'

/** Servers may hang up on who idles for half an hour, and routers on silence much earlier (RFC 2177). */
const idleMs = 4 * 60_000
/** A server that ends IDLE at once is not asked without a pause; what is done to many mails at once is told after one. */
const pauseMs = 1_000

/** Stays in the folder by IDLE, or by asking every two minutes where a server has none. */
export async function listenImap(config: ImapConfig, access: Access, onNews: () => void): Promise<void> {
  const { folder } = imapSettingsSchema.parse(access.settings)
  try {
    const client = await openImap(accountOf(access), { ...config, idleMs }, access)
    const close = () => client.close()
    access.signal.addEventListener('abort', close, { once: true })
    try {
      client.on('exists', ({ count, prevCount }) => count > prevCount && onNews())
      const tellSoon = gathered(onNews, access.signal)
      client.on('expunge', tellSoon)
      client.on('flags', ({ flags }) => flags?.has('\\Answered') && tellSoon())
      await openFolder(client, access, folder, { readOnly: true })
      // Whatever came before.
      onNews()
      await idle(client, access.signal)
    } finally {
      access.signal.removeEventListener('abort', close)
      client.close()
    }
  } catch (error) {
    if (access.signal.aborted) return
    throw error instanceof ImapFault ? toSwitchboardError(error) : error
  }
}

/** Who empties a folder is told of mail by mail: it is one news. */
function gathered(onNews: () => void, signal: AbortSignal): () => void {
  let isSoon = false
  return () => {
    if (isSoon) return
    isSoon = true
    void sleep(pauseMs, undefined, { signal }).then(
      () => {
        isSoon = false
        onNews()
      },
      () => undefined,
    )
  }
}

/** Throws when the conversation ends by itself. */
async function idle(client: ImapFlow, signal: AbortSignal): Promise<void> {
  while (client.usable && !signal.aborted) {
    await client.idle()
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
  }
  if (!signal.aborted) throw new ImapFault('unreachable', 'IDLE')
}
