import { z } from 'zod'
import type { Actor, Context } from '../../context'
import { notFound, SwitchboardError } from '../../errors'
import { signalLive } from '../../live'
import { isUniqueViolation } from '../../unique-violation'
import { hashOfCode } from '../identity-code'
import { mostTries } from './code'
import { takenByAnother } from './refuse-taken'

const triesSchema = z.array(z.object({ fits: z.boolean(), tries: z.number().int() })).max(1)

/**
 * A member types the code that was sent to an address: it is theirs, and takes the place of what was linked there before. Each try counts,
 * a fitting one works once. Throws not_found, invalid_input, conflict.
 */
export async function confirmIdentity(ctx: Context, actor: Actor, input: { id: string; code: string }): Promise<void> {
  const { teamId, userId } = actor
  const { id } = input
  const now = ctx.clock.now()
  const codeHash = hashOfCode(input.code.replaceAll(/\s/g, ''))
  // What is proved elsewhere has no address yet, and its code is in the link itself.
  const tried = triesSchema.parse(
    await ctx.db.$queryRaw`
      update "Identity" set "codeTries" = "codeTries" + 1
      where "teamId" = ${teamId}::uuid and id = ${id}::uuid and "userId" = ${userId}::uuid and address <> ''
        and "confirmedAt" is null and "codeHash" is not null and "codeUntil" > ${now} and "codeTries" < ${mostTries}
      returning "codeHash" = ${codeHash} as fits, "codeTries" as tries`,
  )[0]
  if (!tried) throw await whyNot(ctx, actor, id)
  if (!tried.fits) throw wrongCode(mostTries - tried.tries)
  try {
    await ctx.db.$transaction(async (tx) => {
      const { count } = await tx.identity.updateMany({
        where: { teamId, id, userId, confirmedAt: null, codeHash, codeUntil: { gt: now } },
        data: { confirmedAt: now, codeHash: null, codeUntil: null, codeFault: null },
      })
      // The same code at once from another page, or a newer code.
      if (count === 0) throw await whyNot(ctx, actor, id)
      const { channel, connectionId } = await tx.identity.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } })
      await tx.identity.deleteMany({ where: { teamId, userId, channel, connectionId, id: { not: id } } })
      await signalLive(tx, { teamId, userId, subject: 'message', id })
    })
  } catch (error) {
    throw isUniqueViolation(error) ? takenByAnother() : error
  }
}

async function whyNot(ctx: Context, { teamId, userId }: Actor, id: string): Promise<SwitchboardError> {
  const identity = await ctx.db.identity.findFirst({ where: { teamId, userId, id } })
  if (!identity) return notFound('address')
  const details = { field: 'code' }
  if (identity.confirmedAt) return new SwitchboardError('conflict', 'This is linked to you already.', details)
  if (identity.codeTries >= mostTries)
    return new SwitchboardError('conflict', 'The code was wrong too often. Ask for a new one.', details)
  return new SwitchboardError('conflict', 'This code works no more. Ask for a new one.', details)
}

function wrongCode(left: number): SwitchboardError {
  const next =
    left > 0 ? `You have ${left} more ${left === 1 ? 'try' : 'tries'}.` : 'It was wrong too often: ask for a new one.'
  return new SwitchboardError('invalid_input', `This is not the code. ${next}`, { field: 'code' })
}
