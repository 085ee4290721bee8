import type { Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { queueReceived } from '../inbound/queue-received'
import { enqueue } from '../jobs'
import { signalLiveAll } from '../live'
import { isOnForAll } from './switches'

/** Makes the first person of an installation the one who runs it. Later ones change nothing, nor does coming twice. */
export async function claimInstallation(tx: Transaction, userId: string): Promise<void> {
  await tx.installation.createMany({ data: { id: 1, operatorId: userId }, skipDuplicates: true })
}

/** Whether this person changes what holds for all teams. */
export const runsInstallation = async (ctx: Pick<Context, 'db'>, { userId }: Pick<Actor, 'userId'>): Promise<boolean> =>
  (await ctx.db.installation.count({ where: { operatorId: userId } })) > 0

/** Throws forbidden. */
export async function demandOperator(ctx: Context, actor: Actor): Promise<void> {
  if (!(await runsInstallation(ctx, actor)))
    throw new SwitchboardError('forbidden', 'Only the person who runs this installation can do this.')
}

/** Where the switch of the integrations stands, and what the caller may do about it. */
export async function readIntegrationsSwitch(ctx: Context, actor: Actor) {
  const [installation, team, forAll] = await Promise.all([
    ctx.db.installation.findUnique({ where: { id: 1 } }),
    ctx.db.team.findUniqueOrThrow({ where: { id: actor.teamId }, select: { integrations: true } }),
    isOnForAll(ctx, 'integrations'),
  ])
  return {
    forAll,
    forTeam: team.integrations,
    /** Nobody has said yet whether they are to be on. */
    undecided: (installation?.integrations ?? null) === null,
    isOperator: installation?.operatorId === actor.userId,
  }
}

/**
 * Switches the integrations of all teams on or off, for every process: whoever reads, sends or receives looks first. What differs is
 * recorded. Throws forbidden.
 */
export async function switchIntegrations(ctx: Context, actor: Actor, on: boolean) {
  await demandOperator(ctx, actor)
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "Installation" for update`
    const before = await tx.installation.findUniqueOrThrow({ where: { id: 1 } })
    if (before.integrations === on) return
    await tx.installation.update({ where: { id: 1 }, data: { integrations: on } })
    await tx.installationChange.create({
      data: {
        changedById: actor.userId,
        setting: 'integrations',
        // Without a decision, what the operator's variable said until now.
        before: before.integrations ?? ctx.switchesDefault,
        after: on,
        changedAt: ctx.clock.now(),
      },
    })
    if (on) {
      await enqueue(tx, 'resume-integrations', { teamId: null })
      // Before anything newer of their conversations can come.
      await queueReceived(tx)
    }
    const teams = await tx.team.findMany({ select: { id: true } })
    await signalLiveAll(
      tx,
      teams.map(({ id }) => ({ teamId: id, userId: null, subject: 'team', id })),
    )
  })
  return readIntegrationsSwitch(ctx, actor)
}
