import type { InboundEvent } from '@switchboard/db'
import { providerIdOf, receiverOf } from '../connections/provider-of'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'

/** What was sent in the form that people read; null where its bytes are that already, or are not what its provider sends. */
export function decodedOf(ctx: Context, event: InboundEvent): string | null {
  try {
    // PostgreSQL's text holds no NUL.
    return receiverOf(ctx, providerIdOf(event)).decode?.(event.body).replaceAll('\0', '') ?? null
  } catch (error) {
    if (isSwitchboardError(error)) return null
    throw error
  }
}
