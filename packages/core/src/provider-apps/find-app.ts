import type { ProviderApp } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { mustManage } from '../teams/must-manage'

/** An app of the team, for its admins. Another team's is 'not found' like one that is not there. Throws not_found, forbidden. */
export async function findApp(ctx: Context, actor: Actor, id: string): Promise<ProviderApp> {
  mustManage(actor)
  const app = await ctx.db.providerApp.findUnique({ where: { teamId_id: { teamId: actor.teamId, id } } })
  if (!app) throw notFound('app')
  return app
}
