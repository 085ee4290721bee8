import type { Content } from '../contents'

/** What a job of an agent came to, for its owner and those whom it is for. */
export const agentJobContent: Content = async (ctx, { teamId, userId, subjectId }) => {
  const run = subjectId
    ? await ctx.db.agentRun.findUnique({
        where: { teamId_id: { teamId, id: subjectId } },
        include: { job: { select: { name: true } } },
      })
    : null
  if (!run?.job) return null
  const { state, result, conversationId } = run
  const isOwn = run.userId === userId
  const { href } = new URL(isOwn ? `/conversations/${conversationId}` : '/settings/agents', ctx.publicUrl)
  return {
    template: state === 'failed' ? 'alert' : 'message',
    title: state === 'failed' ? `Could not be done: ${run.job.name}` : run.job.name,
    body: result ?? '',
    actions: [],
    link: isOwn ? { label: 'Open in Switchboard', url: href } : null,
    outcome: null,
    unsubscribeUrl: null,
  }
}
