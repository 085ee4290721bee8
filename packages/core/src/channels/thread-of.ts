import { z } from 'zod'
import type { Context } from '../context'
import type { Json } from '../ports/json'
import { isAnswerWay } from './answers'
import type { Loaded } from './load-batch'
import { placeOf } from './place'
import type { Way } from './routes/ways'

const dataSchema = z.object({ follows: z.uuid() })

/** Where the message that this one follows or answers stands on a way, so that both are one thread there; null: it begins one. */
export async function threadOf(ctx: Pick<Context, 'db'>, { message, answers }: Loaded, way: Way): Promise<Json> {
  if (answers && isAnswerWay(answers, way)) return answers.at
  const follows = dataSchema.safeParse(message.data).data?.follows
  if (!follows) return null
  const earlier = await ctx.db.delivery.findFirst({
    where: {
      teamId: message.teamId,
      messageId: follows,
      channel: way.channel,
      connectionId: way.connectionId,
      address: way.address,
      state: { in: ['sent', 'delivered'] },
    },
    orderBy: { startedAt: 'asc' },
  })
  return placeOf(earlier) ?? null
}
