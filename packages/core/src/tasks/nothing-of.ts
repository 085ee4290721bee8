import { z } from 'zod'
import type { Connection, WriteBack } from '@switchboard/db'
import { effectsOf } from '../connections/provider-of'
import type { Context } from '../context'
import type { SideEffect } from '../ports/item-writer'
import type { Json } from '../ports/json'

const jsonSchema: z.ZodType<Json> = z.json()

/** What is told of a change where there was nothing to change; null where there was, or while nobody has looked. */
export function nothingOf(
  ctx: Pick<Context, 'providers'>,
  { action, inverse }: Pick<WriteBack, 'action' | 'inverse'>,
  connection: Pick<Connection, 'provider'>,
): NonNullable<SideEffect['nothing']> | null {
  const nothing = effectsOf(ctx, connection).find((effect) => effect.action === action)?.nothing
  return nothing && inverse !== null && nothing.holds(jsonSchema.parse(inverse)) ? nothing : null
}
