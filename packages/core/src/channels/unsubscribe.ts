import { z } from 'zod'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import { preferencesSchema } from './preferences'

const memberSchema = z.object({ teamId: z.uuid(), userId: z.uuid() })
const purpose = 'unsubscribe-digest'

/** Where one press ends the digest without signing in (RFC 8058): the address names the member encrypted, and says nothing else. */
export async function unsubscribeUrl(
  ctx: Pick<Context, 'cipher' | 'publicUrl'>,
  member: z.infer<typeof memberSchema>,
): Promise<string> {
  const token = await ctx.cipher.seal(JSON.stringify(memberSchema.parse(member)), purpose)
  return new URL(`/api/unsubscribe/${token}`, ctx.publicUrl).href
}

/** Turns the digest off for whom an address of ours names. False: it is none of ours, or of a key that is gone. Twice does the same. */
export async function unsubscribe(ctx: Pick<Context, 'cipher' | 'db' | 'clock'>, token: string): Promise<boolean> {
  const member = await memberIn(ctx, token)
  if (!member) return false
  await ctx.db.$transaction(async (tx) => {
    const where = { teamId_userId: member }
    const stored = await tx.reachPreference.findUnique({ where })
    const values = preferencesSchema.safeParse(stored?.values).data
    if (stored && values?.digestAt != null)
      await tx.reachPreference.update({
        where,
        data: { values: { ...values, digestAt: null }, updatedAt: ctx.clock.now() },
      })
  })
  return true
}

async function memberIn({ cipher }: Pick<Context, 'cipher'>, token: string) {
  try {
    return memberSchema.parse(JSON.parse(await cipher.open(token, purpose)))
  } catch (error) {
    if (isSwitchboardError(error) || error instanceof SyntaxError || error instanceof z.ZodError) return null
    throw error
  }
}
