import { z } from 'zod'
import { isUnopened } from '../crypto/token-cipher'
import type { Context } from '../context'
import { type ProviderId, providerIdSchema } from '../provider-ids'
import type { TestItemKey } from './steps'

/** What stands behind `/api/webhooks/` in the address of a test item's call. */
export const testCallPath = 'switchboard-test'
/** In place of a provider's account: none names its accounts so. */
export const testCallAccount = 'switchboard:test'

const boundTo = 'test-item'
const livesMs = 60_000

const callSchema = z.object({ teamId: z.uuid(), id: z.uuid(), provider: providerIdSchema, at: z.number() })
export const testBodySchema = z.object({ teamId: z.uuid(), id: z.uuid() })

export type TestCall = TestItemKey & { provider: ProviderId }

/** Signs a call to ourselves: only who has the installation's keys can make one, and it is valid for a minute. */
export const signTestCall = (ctx: Pick<Context, 'cipher' | 'clock'>, call: TestCall): Promise<string> =>
  ctx.cipher.seal(JSON.stringify({ ...call, at: ctx.clock.now().getTime() }), boundTo)

/** Null for a call that is not ours, or is too old. */
export async function readTestCall(ctx: Pick<Context, 'cipher' | 'clock'>, signed: string): Promise<TestCall | null> {
  try {
    const { at, ...call } = callSchema.parse(JSON.parse(await ctx.cipher.open(signed, boundTo)))
    return Math.abs(ctx.clock.now().getTime() - at) <= livesMs ? call : null
  } catch (error) {
    if (isUnopened(error)) return null
    throw error
  }
}

/** The event by which a test item is received, as the ledger stores it. */
export const testEventOf = ({ provider, teamId, id }: TestCall) => ({
  provider,
  account: testCallAccount,
  eventId: id,
  orderKey: null,
  body: Buffer.from(JSON.stringify({ teamId, id })),
  headers: {},
})
