import { rowOf } from '../connections/credentials'
import { verifierRow } from '../connections/start-connect'
import type { ConnectionKey, Context } from '../context'
import { rowOfOffer } from '../inbound/offered-secrets'
import { providerIdSchema } from '../provider-ids'
import { rowOfEvent } from '../inbound/event-secrets'
import { type AppKey, rowOfApp } from '../provider-apps/app-keys'

/** A ciphertext of the database, with what it is bound to. */
export type StoredSecret = {
  /** For an operator: which row it is. */
  row: string
  boundTo: string
  ciphertext: string
  /** Puts another ciphertext in its place, unless somebody has written it meanwhile; says whether it did. */
  replace(ciphertext: string): Promise<boolean>
}

type SecretsContext = Pick<Context, 'db' | 'clock'>

/** Every secret that may be opened again, read in pages so that any number fits. */
export async function* storedSecrets(ctx: SecretsContext, pageSize: number): AsyncGenerator<StoredSecret> {
  yield* credentials(ctx, pageSize)
  yield* appKeys(ctx, pageSize)
  yield* verifiers(ctx)
  yield* offers(ctx)
  yield* events(ctx)
}

async function* credentials({ db }: SecretsContext, pageSize: number): AsyncGenerator<StoredSecret> {
  let after: ConnectionKey | undefined
  for (;;) {
    const page = await db.credential.findMany({
      orderBy: [{ teamId: 'asc' }, { connectionId: 'asc' }],
      take: pageSize,
      ...(after ? { cursor: { teamId_connectionId: after }, skip: 1 } : {}),
      select: { teamId: true, connectionId: true, ciphertext: true },
    })
    for (const { teamId, connectionId, ciphertext } of page) {
      const key = { teamId, connectionId }
      yield {
        row: `connection ${connectionId} of team ${teamId}`,
        boundTo: rowOf(key),
        ciphertext,
        // The version stays: a refresh that is under way writes only while it is the one it has read, and must not lose its
        // new tokens to the old ones in another envelope.
        replace: async (next) =>
          (await db.credential.updateMany({ where: { ...key, ciphertext }, data: { ciphertext: next } })).count === 1,
      }
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = { teamId: last.teamId, connectionId: last.connectionId }
  }
}

/** What providers gave out for the teams' own apps. */
async function* appKeys({ db }: SecretsContext, pageSize: number): AsyncGenerator<StoredSecret> {
  let after: AppKey | undefined
  for (;;) {
    const page = await db.providerApp.findMany({
      orderBy: [{ teamId: 'asc' }, { id: 'asc' }],
      take: pageSize,
      ...(after ? { cursor: { teamId_id: after }, skip: 1 } : {}),
      select: { teamId: true, id: true, ciphertext: true },
    })
    for (const { ciphertext, ...key } of page) {
      if (ciphertext === null) continue
      yield {
        row: `app ${key.id} of team ${key.teamId}`,
        boundTo: rowOfApp(key),
        ciphertext,
        replace: async (next) =>
          (await db.providerApp.updateMany({ where: { ...key, ciphertext }, data: { ciphertext: next } })).count === 1,
      }
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = { teamId: last.teamId, id: last.id }
  }
}

/** Of people who are at a provider's consent page right now; what has ended is never opened again. */
async function* verifiers({ db, clock }: SecretsContext): AsyncGenerator<StoredSecret> {
  const attempts = await db.oAuthAttempt.findMany({ where: { usedAt: null, expiresAt: { gt: clock.now() } } })
  for (const { id, stateHash, verifier } of attempts) {
    yield {
      row: `OAuth attempt ${id}`,
      boundTo: verifierRow(stateHash),
      ciphertext: verifier,
      replace: async (next) =>
        (await db.oAuthAttempt.updateMany({ where: { id, verifier }, data: { verifier: next } })).count === 1,
    }
  }
}

/** What providers have offered to sign by. */
async function* offers({ db }: SecretsContext): AsyncGenerator<StoredSecret> {
  for (const { provider, ciphertext } of await db.offeredSecret.findMany()) {
    const id = providerIdSchema.safeParse(provider).data
    if (!id) continue
    yield {
      row: `offered secret of ${id}`,
      boundTo: rowOfOffer(id),
      ciphertext,
      replace: async (next) =>
        (await db.offeredSecret.updateMany({ where: { provider: id, ciphertext }, data: { ciphertext: next } }))
          .count === 1,
    }
  }
}

/** Of events that wait to be worked on: few, and for minutes. */
async function* events({ db }: SecretsContext): AsyncGenerator<StoredSecret> {
  const waiting = await db.inboundEvent.findMany({
    where: { sealed: { not: null } },
    select: { id: true, provider: true, account: true, eventId: true, sealed: true },
  })
  for (const { id, sealed, ...event } of waiting) {
    if (sealed === null) continue
    yield {
      row: `event ${id}`,
      boundTo: rowOfEvent(event),
      ciphertext: sealed,
      replace: async (next) =>
        (await db.inboundEvent.updateMany({ where: { id, sealed }, data: { sealed: next } })).count === 1,
    }
  }
}
