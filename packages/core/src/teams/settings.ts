import { Prisma, type Team } from '@switchboard/db'
import { z } from 'zod'
import { checkSettings, type SettingValues } from '../connections/check-settings'
import { settingFormOf } from '../connections/setting-form'
import { dollarsOrEmptySetting, switchSetting, wholeNumberOrEmptySetting } from '../connections/setting-kinds'
import type { Actor, Context } from '../context'
import { enqueue } from '../jobs'
import { signalLive } from '../live'

const group = 'Team settings'
const undoRange = { min: 3, max: 60, unit: 'seconds' }
const keepRange = { min: 1, max: 3_650, unit: 'days' }
/** The page of agents tells what they did in seven days: that goes with the conversation. */
const keepTalkRange = { min: 7, max: 3_650, unit: 'days' }
const span = ({ min, max }: { min: number; max: number }) => `${min} to ${max.toLocaleString('en')}`

/** What admins set for their team, with the words of the page. Null: as the operator has configured it for all. */
const teamSettingsOf = ({ undoWindowMs, keepRunsDays, model }: Context) =>
  z.object({
    integrations: switchSetting({
      label: 'Integrations',
      hint: 'Off: nothing is read, received or written back for this team, and nothing can be connected. What was missed is read when they are on again, but for what a service tells only once, as Telegram does.',
      group,
    }),
    undoWindowSeconds: wholeNumberOrEmptySetting(
      {
        label: 'Undo is possible for',
        hint: `${span(undoRange)}; empty: ${undoWindowMs / 1_000}. Changes to your mail wait as long.`,
        group,
        whenEmpty: String(undoWindowMs / 1_000),
      },
      undoRange,
    ),
    keepRunsDays: wholeNumberOrEmptySetting(
      {
        label: 'Keep the log of syncs for',
        hint: `${span(keepRange)}; empty: ${keepRunsDays}. What is older is deleted every night.`,
        group,
        whenEmpty: String(keepRunsDays),
      },
      keepRange,
    ),
    keepTalkDays: wholeNumberOrEmptySetting(
      {
        label: 'Keep conversations for',
        hint: `${span(keepTalkRange)}; empty: for good. Conversations that ended longer ago, and questions answered longer ago, are deleted every night for everybody.`,
        group,
        whenEmpty: 'For good',
      },
      keepTalkRange,
    ),
    /** Nothing is sent to a remote model, whichever is configured. */
    offlineOnly: switchSetting({
      label: 'Offline generator only',
      hint: model.offline
        ? 'It is the one in use. On: your mail stays on this machine if that changes.'
        : `On: nothing is sent to ${model.label}, and your mail stays on this machine.`,
      group,
    }),
    /** The ceiling of a paid generator. */
    monthlyBudgetMicros: dollarsOrEmptySetting(
      {
        label: 'Monthly budget',
        hint: 'Empty: no limit. When it is used up, mail waits for the next month or a higher budget. Nothing is lost.',
        group,
        whenEmpty: 'No limit',
      },
      { min: 0, max: 1_000_000 },
    ),
  })

export type TeamSettings = z.infer<ReturnType<typeof teamSettingsOf>>

const storedIn = (ctx: Context, { monthlyBudgetMicros: micros, ...team }: Team): TeamSettings =>
  teamSettingsOf(ctx).parse({ ...team, monthlyBudgetMicros: micros === null ? null : Number(micros) })

/** The settings, their form, and who changed one last. */
export async function getTeamSettings(ctx: Context, actor: Actor) {
  const [team, change] = await Promise.all([
    ctx.db.team.findUniqueOrThrow({ where: { id: actor.teamId } }),
    ctx.db.teamSettingChange.findFirst({
      where: { teamId: actor.teamId },
      orderBy: [{ changedAt: 'desc' }, { id: 'desc' }],
    }),
  ])
  const by = change && (await ctx.db.user.findUnique({ where: { id: change.changedById } }))
  return {
    settings: storedIn(ctx, team),
    settingGroups: settingFormOf(teamSettingsOf(ctx)),
    lastChange: change && { by: by?.name ?? by?.email ?? null, at: change.changedAt },
  }
}

/**
 * Saves what is given, for all processes at once: whoever needs a setting reads it when it does. What differs is recorded with who
 * changed it. Items that waited for a generator or its budget are judged at their next retry. Throws invalid_input with each field
 * at fault.
 */
export async function saveTeamSettings(ctx: Context, actor: Actor, input: SettingValues) {
  const { teamId } = actor
  const schema = teamSettingsOf(ctx)
  const data = schema.partial().parse(checkSettings(schema.partial(), input))
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "Team" where id = ${teamId}::uuid for update`
    const where = { id: teamId }
    const before = storedIn(ctx, await tx.team.findUniqueOrThrow({ where }))
    const after = storedIn(ctx, await tx.team.update({ where, data }))
    const changes = schema
      .keyof()
      .options.filter((setting) => before[setting] !== after[setting])
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
    if (!before.integrations && after.integrations) await enqueue(tx, 'resume-integrations', { teamId })
    await signalLive(tx, { teamId, userId: null, subject: 'team', id: teamId })
  })
  return getTeamSettings(ctx, actor)
}
