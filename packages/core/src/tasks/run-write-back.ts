import { Prisma, type Connection, type Item, type Transaction, type WriteBack } from '@switchboard/db'
import { z } from 'zod'
import { commonSettingsOf, providerIdOf, writerOf } from '../connections/provider-of'
import { mendingOf } from '../connections/mending'
import { pauseMs } from '../connections/provider-pause'
import { withAccess } from '../connections/with-access'
import type { Context } from '../context'
import { isCutOff, isSwitchboardError, type SwitchboardError } from '../errors'
import { signalLive } from '../live'
import type { Access } from '../ports/access'
import type { ItemWriter } from '../ports/item-writer'
import type { Json } from '../ports/json'
import { holdTask } from './hold-task'
import { nothingOf } from './nothing-of'
import { queueWriteBack } from './queue-write-back'
import { standstillOf, standstillOfChange } from './standstill'
import { takeBack, takenBack } from './take-back'

type Loaded = WriteBack & { item: Item & { connection: Connection } }

const jsonSchema: z.ZodType<Json> = z.json()
const firstDelayMs = 10_000
const longestDelayMs = 4 * 3_600_000
/** Tries that ended with their worker: so many at least are made before a person is asked. */
const mostDeaths = 4

/**
 * Makes one change at the provider, or takes it back. What takes it back is stored before the change is made and not read
 * again, so a change whose answer was lost is made once more without losing its inverse. May run twice. While its account cannot be
 * used it is parked: whoever gets the account going again queues it; a pause that the provider has asked for is waited for. `signal` aborts when this process ends: the change goes on at
 * once elsewhere.
 */
export async function runWriteBack(
  ctx: Context,
  key: { teamId: string; writeBackId: string },
  signal?: AbortSignal,
): Promise<void> {
  let next: Next
  do next = await takeStep(ctx, key, signal)
  while (next === 'take back')
}

/** What a step leaves to be done at once: the change that it has made, or was to make, is no longer wanted. */
type Next = 'take back' | 'nothing'

async function takeStep(
  ctx: Context,
  key: { teamId: string; writeBackId: string },
  signal: AbortSignal | undefined,
): Promise<Next> {
  const row = await ctx.db.writeBack.findUnique({
    where: { teamId_id: { teamId: key.teamId, id: key.writeBackId } },
    include: { item: { include: { connection: true } } },
  })
  if (!row || !['waiting', 'running', 'reverting'].includes(row.state)) return 'nothing'
  if (endsWorkers(row)) return giveUp(ctx, row)
  try {
    return row.state === 'reverting' ? await revert(ctx, row, signal) : await apply(ctx, row, signal)
  } catch (error) {
    if (signal?.aborted && isCutOff(error)) return goOnElsewhere(ctx, row)
    if (!isSwitchboardError(error)) throw error
    return recordFailure(ctx, row, error)
  }
}

/** Whoever fails in order has ended or goes on within this number of attempts; more were begun by workers that died, or met a bug. */
function endsWorkers({ state, attempts, item }: Loaded): boolean {
  const { maxRetries } = commonSettingsOf(item.connection.settings)
  return state !== 'waiting' && attempts > Math.max(maxRetries, mostDeaths)
}

/** The queue alone would drop the job in the end, and the change would look as if it were under way. */
function giveUp(ctx: Context, row: Loaded): Promise<Next> {
  ctx.logger.error(
    { writeBackId: row.id, action: row.action },
    'a write-back ends the worker or fails without order, and is given up',
  )
  const ending = {
    state: 'failed',
    errorCode: 'interrupted',
    errorMessage: 'Our server stopped or failed several times while it made this change. You can try it again.',
    finishedAt: ctx.clock.now(),
  } as const
  return conclude(ctx, row, row.state === 'reverting' ? 'reverting' : 'running', ending)
}

/** An earlier change of the same kind is still being taken back: its inverse would undo this one. */
async function isTakenBack(tx: Transaction, { teamId, taskId, itemId, action }: Loaded): Promise<boolean> {
  return (await tx.writeBack.count({ where: { teamId, taskId, itemId, action, state: 'reverting' } })) > 0
}

async function apply(ctx: Context, row: Loaded, signal: AbortSignal | undefined): Promise<Next> {
  const begun = await beginChange(ctx, row)
  if (begun !== 'make') return begun
  const change = async (writer: ItemWriter, access: Access) => {
    if (row.inverse === null) {
      const inverse = await writer.inverseOf(access, row.action, row.item.externalId)
      // A second run of this job may have looked after the first had made the change: the first look counts.
      await ctx.db.writeBack.updateMany({
        where: { ...idOf(row), inverse: { equals: Prisma.DbNull } },
        data: { inverse: storable(inverse) },
      })
    }
    await writer.apply(access, row.action, row.item.externalId)
  }
  await atProvider(ctx, row, change, signal)
  return conclude(ctx, row, 'running', settled(ctx, 'done'))
}

function atProvider<T>(
  ctx: Context,
  row: Loaded,
  use: (writer: ItemWriter, access: Access) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const { id: connectionId, provider } = row.item.connection
  const writer = writerOf(ctx, providerIdOf({ provider }))
  return withAccess(ctx, { teamId: row.teamId, connectionId }, (access) => use(writer, access), {
    signal,
    purpose: 'changing',
  })
}

/** A later finishing waits so long for an earlier one to be taken back. */
const takingBackMs = 15_000

/**
 * Whether the change is to be made: another run may have ended it, one whose task is no longer done is taken back, and its account may
 * not be usable.
 */
function beginChange(ctx: Context, row: Loaded): Promise<'make' | Next> {
  const unfinished = { ...idOf(row), state: { in: ['waiting', 'running'] } } satisfies Prisma.WriteBackWhereInput
  return ctx.db.$transaction(async (tx) => {
    const standstill = await standstillOfChange(ctx, tx, row)
    if ((await holdTask(tx, row)) !== 'done') return (await takeBack(ctx, tx, unfinished)) > 0 ? 'take back' : 'nothing'
    if (standstill) return halt(tx, row, unfinished, standstill)
    const pausedUntil = await pauseEnd(ctx, tx, row)
    if (pausedUntil) return putOff(tx, row, pausedUntil)
    if (row.state === 'waiting' && (await isTakenBack(tx, row)))
      return putOff(tx, row, new Date(ctx.clock.now().getTime() + takingBackMs))
    const { count } = await tx.writeBack.updateMany({
      where: unfinished,
      // Its time is past: one whose time lies ahead is not under way.
      data: { state: 'running', parked: false, runAt: ctx.clock.now(), attempts: { increment: 1 } },
    })
    return count > 0 ? 'make' : 'nothing'
  })
}

async function revert(ctx: Context, row: Loaded, signal: AbortSignal | undefined): Promise<Next> {
  // Without an inverse nothing was changed.
  if (row.inverse === null) return conclude(ctx, row, 'reverting', settled(ctx, 'reverted'))
  const inverse = jsonSchema.parse(row.inverse)
  if ((await beginRevert(ctx, row)) === 'nothing') return 'nothing'
  const left = await atProvider(
    ctx,
    row,
    (writer, access) => writer.revert(access, row.action, row.item.externalId, inverse),
    signal,
  )
  return conclude(ctx, row, 'reverting', { ...settled(ctx, 'reverted'), errorMessage: left ?? null })
}

function beginRevert(ctx: Context, row: Loaded): Promise<'play' | 'nothing'> {
  const unfinished = { ...idOf(row), state: 'reverting' } satisfies Prisma.WriteBackWhereInput
  return ctx.db.$transaction(async (tx) => {
    const standstill = await standstillOf(ctx, tx, row)
    if (standstill) return halt(tx, row, unfinished, standstill)
    const pausedUntil = await pauseEnd(ctx, tx, row)
    if (pausedUntil) return putOff(tx, row, pausedUntil)
    const { count } = await tx.writeBack.updateMany({
      where: unfinished,
      data: { parked: false, runAt: ctx.clock.now(), attempts: { increment: 1 } },
    })
    // Another run has played it, and a newer finishing may have made the change again.
    return count > 0 ? 'play' : 'nothing'
  })
}

/** Parks a change, or ends it with its account or its task. */
async function halt(
  tx: Transaction,
  row: Loaded,
  where: Prisma.WriteBackWhereInput,
  standstill: Prisma.WriteBackUpdateManyMutationInput,
): Promise<'nothing'> {
  const { count } = await tx.writeBack.updateMany({ where, data: standstill })
  if (count > 0) await signalChange(tx, row)
  return 'nothing'
}

/** When the pause ends that the provider has asked for; null for none. Its account is held: read now, it holds for who begins now. */
async function pauseEnd(ctx: Context, tx: Transaction, { teamId, connectionId }: Loaded): Promise<Date | null> {
  const connection = await tx.connection.findUniqueOrThrow({
    where: { teamId_id: { teamId, id: connectionId } },
    select: { notBefore: true },
  })
  return pauseMs(connection, ctx.clock.now()) > 0 ? connection.notBefore : null
}

/** Waiting is no failed attempt. */
async function putOff(tx: Transaction, row: Loaded, runAt: Date): Promise<'nothing'> {
  const { count } = await tx.writeBack.updateMany({
    where: { ...idOf(row), state: row.state },
    data: { parked: false, runAt },
  })
  if (count === 0) return 'nothing'
  await queueWriteBack(tx, row, runAt)
  await signalChange(tx, row)
  return 'nothing'
}

const signalChange = (tx: Transaction, { teamId, assigneeId, id }: WriteBack) =>
  signalLive(tx, { teamId, userId: assigneeId, subject: 'write_back', id })

type UnderWay = 'running' | 'reverting'
type Ending = Prisma.WriteBackUpdateManyMutationInput & { runAt?: Date }

const settled = (ctx: Context, state: 'done' | 'reverted'): Ending => ({
  state,
  finishedAt: ctx.clock.now(),
  errorCode: null,
  errorMessage: null,
})

/**
 * Writes how a run ended, unless another run or a person came first. Whether the task is still done is looked at in the same
 * transaction: a change whose task was reopened meanwhile is taken back, also a failed one, since only its answer may be lost.
 */
function conclude(ctx: Context, row: Loaded, from: UnderWay, ending: Ending): Promise<Next> {
  return ctx.db.$transaction((tx) => concludeIn(ctx, tx, row, from, ending))
}

async function concludeIn(ctx: Context, tx: Transaction, row: Loaded, from: UnderWay, ending: Ending): Promise<Next> {
  const takesBack = from === 'running' && (await holdTask(tx, row)) !== 'done'
  const { count } = await tx.writeBack.updateMany({
    // A run that was thought dead may have made its change after the first run's was taken back or cancelled.
    where: { ...idOf(row), state: takesBack ? { in: ['running', 'reverted', 'cancelled'] } : from },
    data: takesBack ? takenBack(ctx.clock.now()) : ending,
  })
  if (count === 0) return 'nothing'
  if (ending.runAt && !takesBack) await queueWriteBack(tx, row, ending.runAt)
  if (ending.state === 'reverted') await clearOver(ctx, tx, row)
  await signalChange(tx, row)
  return takesBack ? 'take back' : 'nothing'
}

/** What finishing had changed there may be why it was over, and is taken back; where nothing was changed it is over all the same. */
async function clearOver(ctx: Context, tx: Transaction, row: Loaded): Promise<void> {
  if (row.inverse === null || nothingOf(ctx, row, row.item.connection)) return
  await tx.item.updateMany({ where: { teamId: row.teamId, id: row.itemId }, data: { over: null } })
}

/**
 * Passing faults are tried again with growing delay, for as often as the connection says, which by default is for three hours: an outage
 * is over by then, and nobody has to look after what they have finished. Others need a person. When the account cannot
 * be used any more, the change waits for that, or has ended with it.
 */
function recordFailure(ctx: Context, row: Loaded, error: SwitchboardError): Promise<Next> {
  const from = row.state === 'reverting' ? 'reverting' : 'running'
  return ctx.db.$transaction(async (tx) => {
    const halts = from === 'running' ? standstillOfChange : standstillOf
    const standstill = passes(error) ? await halts(ctx, tx, row) : null
    const { attempts } = await tx.writeBack.findUniqueOrThrow({ where: { teamId_id: idOf(row) } })
    return concludeIn(ctx, tx, row, from, standstill ?? endingBy(ctx, row, error, attempts))
  })
}

/** Also an access that ended: where its account can be used, it was given again meanwhile. What was never granted waits for a person. */
const passes = (error: SwitchboardError) =>
  error.retryable || (mendingOf(error) === 'access' && error.code !== 'scope_missing')

function endingBy(ctx: Context, row: Loaded, error: SwitchboardError, attempts: number): Ending {
  const { maxRetries } = commonSettingsOf(row.item.connection.settings)
  const now = ctx.clock.now()
  if (passes(error) && attempts <= maxRetries) {
    const backoffMs = Math.min(firstDelayMs * 10 ** (attempts - 1), longestDelayMs) * (0.8 + 0.4 * Math.random())
    const delayMs = Math.max(error.retryAfterMs ?? 0, backoffMs)
    return { runAt: new Date(now.getTime() + delayMs) }
  }
  ctx.logger.warn({ writeBackId: row.id, action: row.action, reason: error.code }, 'a write-back failed')
  const { code: errorCode, message: errorMessage } = error
  return { state: 'failed', errorCode, errorMessage, finishedAt: now }
}

/** Queues it at once; being cut off is no failed attempt. */
async function goOnElsewhere(ctx: Context, row: Loaded): Promise<Next> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.writeBack.updateMany({
      where: { ...idOf(row), state: { in: ['running', 'reverting'] }, attempts: { gt: 0 } },
      data: { attempts: { decrement: 1 } },
    })
    if (count > 0) await queueWriteBack(tx, row, ctx.clock.now())
  })
  return 'nothing'
}

const idOf = (row: WriteBack) => ({ teamId: row.teamId, id: row.id })

/** An inverse is an object by contract of our providers; `null` would read as 'not stored'. */
const storable = (inverse: Json) => z.record(z.string(), z.json()).parse(inverse)
