import type { Transaction } from '@switchboard/db'

/** Holds a membership's row until the transaction ends: what one member may have only so much of is made one after another. */
export async function holdMembership(
  tx: Transaction,
  { teamId, userId }: { teamId: string; userId: string },
): Promise<void> {
  await tx.$queryRaw`
    select 1 as held from "Membership" where "teamId" = ${teamId}::uuid and "userId" = ${userId}::uuid for update`
}
