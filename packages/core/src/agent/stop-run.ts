import type { Context } from '../context'
import { cancelFeedback } from '../feedback/cancel-feedback'
import { isSwitchboardError } from '../errors'
import { endRun } from './end-run'
import type { HeldRun } from './run'

/** Ends a run whose person wants it to stop; what it has asked people is withdrawn, since nothing would come of their answer. */
export async function stopRun(ctx: Context, held: HeldRun): Promise<void> {
  const { run, actor } = held
  const open = await ctx.db.feedbackRequest.findMany({
    where: { teamId: run.teamId, runId: run.id, state: 'open' },
    select: { id: true },
  })
  await endRun(ctx, held, { as: 'stopped', content: '' })
  for (const { id } of open)
    await cancelFeedback(ctx, actor, id).catch((error: unknown) => {
      // Somebody was faster: their answer changes nothing any more.
      if (!isSwitchboardError(error, 'already_decided')) throw error
    })
}
