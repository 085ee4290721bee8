import { Prisma, type Transaction } from '@switchboard/db'
import { z } from 'zod'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'

/** What can be switched off while everything runs, for one team or for all: what comes in, and what goes out to webhooks of customers. */
export const switchNames = ['integrations', 'webhooks'] as const
export type SwitchName = (typeof switchNames)[number]

const columns: Record<SwitchName, Prisma.Sql> = {
  integrations: Prisma.sql`integrations`,
  webhooks: Prisma.sql`webhooks`,
}

type Default = Pick<Context, 'switchesDefault'>

const onForAll = ({ switchesDefault }: Default, name: SwitchName) =>
  Prisma.sql`coalesce((select installation.${columns[name]} from "Installation" installation), ${switchesDefault})`

/** The condition of a statement that a team's switch and that of the installation are on; `teamId` is a column of it. */
export const isOnSql = (ctx: Default, name: SwitchName, teamId: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${onForAll(ctx, name)} and exists (
    select 1 from "Team" switched where switched.id = ${teamId} and switched.${columns[name]}))`

const answerSchema = z.tuple([z.object({ on: z.boolean() })])

/** Whether the switch of the installation is on. */
export async function isOnForAll(ctx: Default & Pick<Context, 'db'>, name: SwitchName): Promise<boolean> {
  return answerSchema.parse(await ctx.db.$queryRaw`select ${onForAll(ctx, name)} as on`)[0].on
}

/** Whether both are on. Read anew each time: a switch holds at once. */
export async function isOnFor(ctx: Default, tx: Transaction, name: SwitchName, teamId: string): Promise<boolean> {
  const on = isOnSql(ctx, name, Prisma.sql`${teamId}::uuid`)
  return answerSchema.parse(await tx.$queryRaw`select ${on} as on`)[0].on
}

/** The condition by which Prisma finds rows of teams whose switch is on. */
export const teamsOn = async (ctx: Default & Pick<Context, 'db'>): Promise<Prisma.TeamWhereInput> =>
  (await isOnForAll(ctx, 'integrations')) ? { integrations: true } : { id: { in: [] } }

/** Throws switched_off, in words that say who can change it. */
export async function demandIntegrations(ctx: Context, teamId: string): Promise<void> {
  if (await isOnFor(ctx, ctx.db, 'integrations', teamId)) return
  throw new SwitchboardError(
    'switched_off',
    (await isOnForAll(ctx, 'integrations'))
      ? 'The integrations of your team are switched off. An admin can switch them on under Settings.'
      : 'Integrations are switched off on this installation. Whoever runs it can switch them on under Settings.',
  )
}
