import type { Transaction } from '@switchboard/db'
import { z } from 'zod'

/** The stages of an item on its way, in their order. */
export const testSteps = ['address', 'stored', 'job', 'account', 'ledger', 'judged', 'suggestion'] as const
export type TestStep = (typeof testSteps)[number]

/** Those that are written down while they happen; the others stand in the ledger of items. */
export const stepsSchema = z.array(
  z.object({
    step: z.enum(testSteps),
    at: z.iso.datetime().transform((at) => new Date(at)),
    ok: z.boolean(),
    detail: z.string(),
  }),
)

export type TestItemKey = { teamId: string; id: string }

/** Adds a stage to what is known of a test item; two at once lose nothing. */
export async function recordStep(
  tx: Transaction,
  { teamId, id }: TestItemKey,
  step: { step: TestStep; at: Date; ok: boolean; detail: string },
): Promise<void> {
  await tx.$executeRaw`
    update "TestItem" set steps = steps || ${JSON.stringify([step])}::jsonb where "teamId" = ${teamId}::uuid and id = ${id}::uuid`
}
