import type { InboundEvent } from '@switchboard/db'
import { commonSettingsOf, providerIdOf, providerOf, sourceOf } from '../connections/provider-of'
import { withAccess } from '../connections/with-access'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import { queueRetry } from '../items/retry-item'
import { skipItems } from '../items/skip-items'
import { signalConnection } from '../live'
import { isOnFor } from '../switches/switches'
import { composeTestItem } from './compose-test-item'
import { recordStep, type TestStep } from './steps'
import { testBodySchema } from './test-call'

/** Goes on with a test item whose event was received: asks the account, and enters the item to be judged. Twice does the same. */
export async function takeInTestItem(ctx: Context, event: InboundEvent): Promise<void> {
  const key = testBodySchema.parse(JSON.parse(Buffer.from(event.body).toString('utf8')))
  const test = await ctx.db.testItem.findUnique({ where: { teamId_id: key }, include: { connection: true } })
  const settled = {
    where: { id: event.id },
    data: { state: 'processed' as const, outcome: 'It is a test item.', processedAt: ctx.clock.now() },
  }
  if (!test || test.itemId) {
    await ctx.db.inboundEvent.update(settled)
    return
  }
  const { connection, startedById } = test
  const record = (step: TestStep, ok: boolean, detail: string, at = ctx.clock.now()) =>
    recordStep(ctx.db, key, { step, at, ok, detail })
  await record('stored', true, 'It was taken in and stored.', event.receivedAt)
  await record('job', true, 'A worker has taken it up.')
  const reached = await askAccount(ctx, connection)
  await record('account', reached.ok, reached.detail)
  if (!reached.ok) {
    await ctx.db.$transaction(async (tx) => {
      await tx.inboundEvent.update(settled)
      await signalConnection(tx, 'connection', connection)
    })
    return
  }
  const person = await ctx.db.user.findUniqueOrThrow({ where: { id: startedById } })
  const snapshot = composeTestItem({
    id: test.id,
    kind: providerOf(ctx, providerIdOf(connection)).itemKind,
    now: ctx.clock.now(),
    person: { name: person.name ?? person.email, address: person.email },
  })
  const isWanted = commonSettingsOf(connection.settings).autoGenerate
  const now = ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    const { id } = await tx.item.create({
      data: {
        teamId: key.teamId,
        connectionId: connection.id,
        externalId: snapshot.externalId,
        kind: snapshot.kind,
        title: snapshot.title,
        senderName: snapshot.sender.name,
        receivedAt: now,
        snapshot,
        isTest: true,
        createdAt: now,
        retryAt: now,
      },
    })
    await tx.testItem.update({ where: { teamId_id: key }, data: { itemId: id } })
    await recordStep(tx, key, { step: 'ledger', at: now, ok: true, detail: 'It is in the log of items.' })
    await tx.inboundEvent.update(settled)
    await signalConnection(tx, 'connection', connection)
    if (isWanted) await queueRetry(tx, now)
    else await skipItems(tx, [{ teamId: key.teamId, itemId: id, heldUntil: now }], now)
  })
}

type Connection = Parameters<typeof providerIdOf>[0] & { teamId: string; id: string; accountName: string }

/** Reading the account needs what a sync needs: its access, and its service. */
async function askAccount(ctx: Context, connection: Connection): Promise<{ ok: boolean; detail: string }> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  if (!(await isOnFor(ctx, ctx.db, 'integrations', key.teamId)))
    return { ok: false, detail: 'Integrations are switched off. An admin can switch them on under Settings.' }
  const id = providerIdOf(connection)
  try {
    await withAccess(ctx, key, (access) => sourceOf(ctx, id).checkHealth(access))
    return { ok: true, detail: `${providerOf(ctx, id).words.service} answers for ${connection.accountName}.` }
  } catch (error) {
    if (isSwitchboardError(error)) return { ok: false, detail: error.message }
    ctx.logger.error({ err: error, ...key }, 'a test item met a fault of our own')
    return { ok: false, detail: 'Something went wrong on our side while the account was asked.' }
  }
}
