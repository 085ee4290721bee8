import { randomUUID } from 'node:crypto'
import type { Database, Transaction } from '@switchboard/db'
import { storeTokens } from '../connections/credentials'
import type { ConnectionKey, Context } from '../context'
import type { Logger } from '../ports/logger'
import type { Provider } from '../ports/provider'
import { goOnAfterDeath } from './go-on-after-death'
import { runSync } from './run-sync'
import { sampleItem } from './sample-item'

/** The transaction is left alone by everybody: it may take its time on a busy machine. */
const mostMs = 30_000

/** What ends the transaction, so that nothing of it is ever there. */
class RehearsalOver extends Error {}

/**
 * Goes through a whole sync, of a made-up mailbox whose one mail is judged by the generator of this machine, and through taking it
 * over from a dead worker, in one transaction that is rolled back: all statements have been made, and all code has been compiled,
 * before a spare goes on with a real one. No service is asked, nobody sees a row of it, nothing stays. Returns how many tasks it came to: one,
 * unless nothing can be synced here. Throws when the database does not answer.
 */
export async function rehearseSync(ctx: Context): Promise<number> {
  const provider = rehearsable(ctx)
  const entry = provider && ctx.providers[provider.id]
  if (!entry) return 0
  let tasks = 0
  const providers = { [provider.id]: { ...entry, provider: bringingMail(provider, ctx.clock.now()) } }
  try {
    await ctx.db.$transaction(
      async (tx) => {
        const key = await makeConnection(ctx, tx, provider)
        const rehearsed = { ...ctx, db: inside(ctx.db, tx), model: ctx.offlineModel, providers, logger: silent }
        await runSync(rehearsed, { ...key, trigger: 'first' })
        tasks = await tx.task.count({ where: { teamId: key.teamId } })
        await tx.syncRun.updateMany({ where: key, data: { state: 'running' } })
        await goOnAfterDeath(tx, key, ctx.clock.now())
        throw new RehearsalOver()
      },
      { timeout: mostMs, maxWait: mostMs },
    )
  } catch (error) {
    if (!(error instanceof RehearsalOver)) throw error
  }
  return tasks
}

/** A service that people agree to is known by its account alone: its settings have defaults. */
const rehearsable = ({ providers }: Context) =>
  Object.values(providers).find(({ provider }) => provider?.oauth && provider.source)?.provider ?? null

async function makeConnection(ctx: Context, tx: Transaction, provider: Provider): Promise<ConnectionKey> {
  const { id: teamId } = await tx.team.create({ data: { name: 'Rehearsal' } })
  const user = await tx.user.create({ data: { name: 'Reader', email: `${randomUUID()}@localhost` } })
  await tx.membership.create({ data: { teamId, userId: user.id } })
  const { id: connectionId } = await tx.connection.create({
    data: {
      teamId,
      provider: provider.id,
      ownerId: user.id,
      connectedById: user.id,
      accountId: 'reader@localhost',
      accountName: 'reader@localhost',
      status: 'connected',
      settings: { autoApprove: true, autoApproveThreshold: 0.5 },
    },
  })
  const key = { teamId, connectionId }
  await storeTokens(ctx, tx, key, { accessToken: 'rehearsal', refreshToken: null, expiresAt: null, scopes: [] })
  return key
}

/** The provider as it is, but for what it brings: a single mail, since one connection of the database answers one question at a time. */
function bringingMail(provider: Provider, now: Date): Provider {
  const batch = {
    unreadable: [],
    notCovered: null,
    cursor: null,
    more: false,
    expected: null,
    apiCalls: 0,
    quotaUnits: 0,
  }
  return {
    ...provider,
    source: { fetchChanges: async () => ({ ...batch, items: [sampleItem(now)] }), checkHealth: async () => null },
  }
}

/** The database as the transaction sees it: what would be a transaction of its own is a part of this one. */
function inside(db: Database, tx: Transaction): Database {
  return new Proxy(db, {
    get(target, name) {
      if (name === '$transaction') return (work: (part: Transaction) => unknown) => work(tx)
      const source = name in tx ? tx : target
      const member: unknown = Reflect.get(source, name)
      return typeof member === 'function' ? member.bind(source) : member
    },
  })
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
