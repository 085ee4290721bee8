import type { TaskList } from 'graphile-worker'
import { type AgentWork, createAgentWork } from '@switchboard/core/agent/agent-work'
import { runDueJobs } from '@switchboard/core/agent/jobs/run-due-jobs'
import { answerMessage } from '@switchboard/core/agent/answer-message'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { sendIdentityCode } from '@switchboard/core/channels/identities/send-identity-code'
import { queueDigests } from '@switchboard/core/channels/queue-digests'
import { resumeMessages } from '@switchboard/core/channels/resume-messages'
import { checkDueConnections } from '@switchboard/core/connections/check-connection'
import { checkFreshness } from '@switchboard/core/connections/check-freshness'
import { renewWatch, renewWatches } from '@switchboard/core/connections/renew-watches'
import { stopWatch } from '@switchboard/core/connections/stop-watch'
import type { Context } from '@switchboard/core/context'
import { checkConversations } from '@switchboard/core/conversations/consistency/check-conversations'
import { expireIdle } from '@switchboard/core/conversations/expire-idle'
import { remindFeedback } from '@switchboard/core/feedback/remind-feedback'
import { processInboundEvent } from '@switchboard/core/inbound/process-inbound-event'
import { retryDueItems } from '@switchboard/core/items/retry-item'
import { jobs, type JobName } from '@switchboard/core/jobs'
import { learnFacts } from '@switchboard/core/memory/learn-facts'
import { closeOverSuggestions } from '@switchboard/core/suggestions/close-suggestions'
import { resumeIntegrations } from '@switchboard/core/switches/resume-integrations'
import { cleanUp } from '@switchboard/core/sync/clean-up'
import { runSync } from '@switchboard/core/sync/run-sync'
import { syncDueConnections } from '@switchboard/core/sync/sync-due-connections'
import { sendTestItem } from '@switchboard/core/test-items/send-test-item'
import { runWriteBack } from '@switchboard/core/tasks/run-write-back'

/** When what runs by itself runs. https://worker.graphile.org/docs/cron */
export const crontab = `
* * * * * sync-due-connections ?jobKey=sync-due-connections&max=1 {}
* * * * * retry-items ?jobKey=retry-items&queue=retry-items&max=1 {}
* * * * * resume-messages ?jobKey=resume-messages&max=1 {}
* * * * * run-agent-jobs ?jobKey=run-agent-jobs&max=1 {}
* * * * * remind-feedback ?jobKey=remind-feedback&max=1 {}
* * * * * close-suggestions ?jobKey=close-suggestions&max=1 {}
*/5 * * * * queue-digests ?jobKey=queue-digests&max=1 {}
*/5 * * * * expire-conversations ?jobKey=expire-conversations&max=1 {}
*/10 * * * * check-conversations ?jobKey=check-conversations&max=1 {}
17 * * * * check-connections ?jobKey=check-connections&max=1 {}
7,37 * * * * check-freshness ?jobKey=check-freshness&max=1 {}
47 * * * * renew-watches ?jobKey=renew-watches&max=1 {}
23 4 * * * clean-up ?jobKey=clean-up&max=1 {}
`

/** The queue's names and the one flow each calls, with its payload checked. */
export function taskList(
  ctx: Context,
  stopping: AbortSignal,
  work: AgentWork = createAgentWork(ctx, stopping),
): TaskList {
  return {
    'sync-connection': (payload) => runSync(ctx, jobs['sync-connection'].parse(payload), stopping),
    'run-write-back': (payload) => runWriteBack(ctx, jobs['run-write-back'].parse(payload), stopping),
    'sync-due-connections': async () => void (await syncDueConnections(ctx)),
    'retry-items': async () => void (await retryDueItems(ctx, stopping)),
    'close-suggestions': async () => void (await closeOverSuggestions(ctx, stopping)),
    'check-connections': () => checkDueConnections(ctx, stopping),
    'process-inbound-event': (payload) => processInboundEvent(ctx, jobs['process-inbound-event'].parse(payload)),
    'check-freshness': () => checkFreshness(ctx, stopping),
    'deliver-messages': (_payload, { job }) => deliverMessages(ctx, BigInt(job.id), stopping),
    'send-identity-code': (payload) => sendIdentityCode(ctx, jobs['send-identity-code'].parse(payload)),
    'resume-messages': () => resumeMessages(ctx),
    'expire-conversations': async () => void (await expireIdle(ctx, stopping)),
    'check-conversations': async () => void (await checkConversations(ctx, { repair: true, signal: stopping })),
    'queue-digests': async () => void (await queueDigests(ctx, stopping)),
    'answer-message': (payload) => answerMessage(ctx, jobs['answer-message'].parse(payload), work),
    'learn-facts': (payload, { job }) =>
      learnFacts(ctx, jobs['learn-facts'].parse(payload), { ...work, isLast: job.attempts >= job.max_attempts }),
    'run-agent-jobs': () => runDueJobs(ctx, stopping),
    'remind-feedback': () => remindFeedback(ctx, stopping),
    'renew-watches': () => renewWatches(ctx),
    'stop-watch': (payload) => stopWatch(ctx, jobs['stop-watch'].parse(payload), stopping),
    'renew-watch': (payload) => renewWatch(ctx, jobs['renew-watch'].parse(payload), stopping),
    'resume-integrations': (payload) => resumeIntegrations(ctx, jobs['resume-integrations'].parse(payload), stopping),
    'send-test-item': (payload) => sendTestItem(ctx, jobs['send-test-item'].parse(payload)),
    'clean-up': () => cleanUp(ctx, { signal: stopping }),
  } satisfies Record<JobName, TaskList[string]>
}
