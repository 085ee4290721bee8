import { z } from 'zod'
import { freshnessKindSchema } from '../../connections/freshness'
import type { Context } from '../../context'
import type { Content } from '../contents'

/** A connection that is not fresh: what is told of it holds for as long. */
const lastsSchema = z.object({ connectionId: z.uuid(), kind: freshnessKindSchema, since: z.iso.datetime() })
/** A way that rests, or is being tried: until it works again. */
const failsSchema = z.object({ route: z.string() })
const dataSchema = z.object({
  title: z.string(),
  body: z.string(),
  path: z.string().startsWith('/'),
  lasts: z.union([lastsSchema, failsSchema]).optional(),
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

type Lasts = z.infer<typeof lastsSchema> | z.infer<typeof failsSchema>

const isStillSo = async (ctx: Pick<Context, 'db'>, teamId: string, lasts: Lasts) =>
  ('route' in lasts
    ? await ctx.db.route.count({ where: { id: lasts.route, openUntil: { not: null } } })
    : await ctx.db.freshnessAlert.count({ where: { ...lasts, teamId } })) > 0
