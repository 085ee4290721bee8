import { Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { signalLive } from '../live'

/** What admins set for their team. Null: as the operator has configured it for all. */
export type TeamSettings = {
  undoWindowSeconds: number | null
  keepRunsDays: number | null
  /** Nothing is sent to a remote model, whichever is configured. */
  offlineOnly: boolean
  /** The ceiling of a paid generator in millionths of a US dollar. */
  monthlyBudgetMicros: number | null
}

/** The least and the most that a setting takes. */
export const settingRanges = {
  undoWindowSeconds: { min: 3, max: 60 },
  keepRunsDays: { min: 1, max: 3_650 },
  monthlyBudgetMicros: { min: 0, max: 1_000_000_000_000 },
} as const

const stored = { undoWindowSeconds: true, keepRunsDays: true, offlineOnly: true, monthlyBudgetMicros: true } as const

type Stored = Omit<TeamSettings, 'monthlyBudgetMicros'> & { monthlyBudgetMicros: bigint | null }

const presented = (row: Stored): TeamSettings => ({
  ...row,
  monthlyBudgetMicros: row.monthlyBudgetMicros === null ? null : Number(row.monthlyBudgetMicros),
})

/** Each setting with what holds without it and what it takes, the generators to choose from, and who changed one last. */
export async function getTeamSettings(ctx: Context, actor: Actor) {
  const [row, change] = await Promise.all([
    ctx.db.team.findUniqueOrThrow({ where: { id: actor.teamId }, select: stored }),
    ctx.db.teamSettingChange.findFirst({
      where: { teamId: actor.teamId },
      orderBy: [{ changedAt: 'desc' }, { id: 'desc' }],
    }),
  ])
  const own = presented(row)
  const by = change && (await ctx.db.user.findUnique({ where: { id: change.changedById } }))
  return {
    undoWindowSeconds: {
      value: own.undoWindowSeconds,
      default: ctx.undoWindowMs / 1_000,
      ...settingRanges.undoWindowSeconds,
    },
    keepRunsDays: { value: own.keepRunsDays, default: ctx.keepRunsDays, ...settingRanges.keepRunsDays },
    monthlyBudgetMicros: { value: own.monthlyBudgetMicros, default: null, ...settingRanges.monthlyBudgetMicros },
    offlineOnly: { value: own.offlineOnly, default: false },
    configuredGenerator: { label: ctx.model.label, offline: ctx.model.offline },
    lastChange: change && { by: by?.name ?? by?.email ?? null, at: change.changedAt },
  }
}

/**
 * Saves what is given, for all processes at once: whoever needs a setting reads it when it does. What differs is recorded with who
 * changed it. Items that waited for a generator or its budget are judged at their next retry.
 */
export async function saveTeamSettings(ctx: Context, actor: Actor, input: Partial<TeamSettings>) {
  const { teamId } = actor
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "Team" where id = ${teamId}::uuid for update`
    const where = { id: teamId }
    const before = presented(await tx.team.findUniqueOrThrow({ where, select: stored }))
    const after = presented(await tx.team.update({ where, data: input, select: stored }))
    const changes = settingNames
      .filter((setting) => before[setting] !== after[setting])
      .map((setting) => ({
        setting,
        before: before[setting] ?? Prisma.JsonNull,
        after: after[setting] ?? Prisma.JsonNull,
      }))
    if (changes.length === 0) return
    const changedAt = ctx.clock.now()
    await tx.teamSettingChange.createMany({
      data: changes.map((change) => ({ ...change, teamId, changedById: actor.userId, changedAt })),
    })
    await signalLive(tx, { teamId, userId: null, subject: 'team', id: teamId })
  })
  return getTeamSettings(ctx, actor)
}

const settingNames = ['undoWindowSeconds', 'keepRunsDays', 'offlineOnly', 'monthlyBudgetMicros'] as const
