import { z } from 'zod'
import { freshnessKindSchema } from '../../connections/freshness'
import type { Context } from '../../context'
import type { Content } from '../contents'

/** A connection that is not fresh: what is told of it holds for as long. */
const lastsSchema = z.object({ connectionId: z.uuid(), kind: freshnessKindSchema, since: z.iso.datetime() })
const dataSchema = z.object({
  title: z.string(),
  body: z.string(),
  path: z.string().startsWith('/'),
  lasts: lastsSchema.optional(),
})

/** Something is broken, and what to do. Its words are made by who raises it; once it is over, it says so. */
export const alertContent: Content = async (ctx, { teamId, data }) => {
  const { title, body, path, lasts } = dataSchema.parse(data)
  return {
    template: 'alert',
    title,
    body,
    actions: [],
    link: { label: 'Look at it', url: new URL(path, ctx.publicUrl).href },
    outcome: !lasts || (await isStillSo(ctx, teamId, lasts)) ? null : 'This is over.',
    unsubscribeUrl: null,
  }
}

const isStillSo = async (ctx: Pick<Context, 'db'>, teamId: string, lasts: z.infer<typeof lastsSchema>) =>
  (await ctx.db.freshnessAlert.count({ where: { ...lasts, teamId } })) > 0
