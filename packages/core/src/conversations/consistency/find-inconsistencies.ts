import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import { mostActive } from '../limits'
import { type Inconsistency, inconsistencySchema } from './kinds'

/**
 * What is amiss in some conversations of a team, by one statement: it sees one moment, in which every transaction has happened wholly or not at
 * all. Holes between the numbers of events are none: a number may be taken and not used, and pieces of text are deleted after a day.
 */
export async function findInconsistencies(tx: Transaction, teamId: string, ids: string[]): Promise<Inconsistency[]> {
  return z.array(inconsistencySchema).parse(
    await tx.$queryRaw`
      with conversation as materialized (
        select * from "Conversation" where "teamId" = ${teamId}::uuid and id = any(${ids}::uuid[])
      ), message as materialized (
        select message.* from "ConversationMessage" message
        join conversation on conversation."teamId" = message."teamId" and conversation.id = message."conversationId"
      ), event as materialized (
        select event.* from "ConversationEvent" event
        join conversation on conversation."teamId" = event."teamId" and conversation.id = event."conversationId"
        where event.kind <> 'text'
      ), run as materialized (
        select run.* from "AgentRun" run
        join conversation on conversation."teamId" = run."teamId" and conversation.id = run."conversationId"
      ), question as materialized (
        select question.* from "FeedbackRequest" question
        join conversation on conversation."teamId" = question."teamId" and conversation.id = question."conversationId"
      ), job as materialized (
        select job.payload->>'runId' as "runId"
        from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
        where task.identifier = 'answer-message' and (job.locked_at is not null or job.attempts < job.max_attempts)
      ), told as materialized (
        -- What pages heard last: of each message, of the agent, of the conversation itself.
        select distinct on ("conversationId", kind, about) "conversationId", kind, about, data from (
          select "conversationId", kind, seq, data, case when kind = 'said' then data->'said'->>'id' end as about
          from event
        ) heard
        order by "conversationId", kind, about, seq desc
      ), found as (
        select 'number_behind' as kind, id as "conversationId", id as "subjectId" from conversation
        where "lastSeq" < greatest(
          (select max(seq) from "ConversationEvent" event
            where event."teamId" = conversation."teamId" and event."conversationId" = conversation.id),
          (select max(seq) from message where "conversationId" = conversation.id))

        union all select 'run_lost', "conversationId", id from run
        where state in ('waiting', 'running') and "askedId" is not null
          and id::text not in (select "runId" from job where "runId" is not null)
          -- What waits for people goes on when they have answered.
          and not exists (select 1 from question where "runId" = run.id and state = 'open')

        union all select 'answer_open', "conversationId", id from message
        where speaker = 'agent' and status = 'writing' and not exists (
          select 1 from run where state in ('waiting', 'running') and id::text = message.data->>'runId')

        union all select 'agent_busy', id, id from conversation
        where "agentState" in ('thinking', 'responding') and not exists (
          select 1 from run where state in ('waiting', 'running') and "conversationId" = conversation.id)

        union all select 'end_unclear', id, id from conversation where (status = 'active') <> ("endedAt" is null)

        union all select 'heard_unnoted', "conversationId", id from message
        where speaker = 'person' and status = 'sent' and exists (
          select 1 from run where "askedId" = message.id and state <> 'waiting' and "startedAt" is not null)

        union all select 'arrival_unnoted', "conversationId", id from message
        where speaker = 'agent' and status = 'sent' and exists (
          select 1 from "OutboundMessage" outbound
          join "Delivery" delivery on delivery."teamId" = outbound."teamId" and delivery."messageId" = outbound.id
          where outbound."teamId" = message."teamId" and outbound."subjectId" = message.id and outbound.kind = 'said'
            and outbound."claimedBy" is null and outbound."dueAt" is null and delivery.state in ('sent', 'delivered'))

        union all select 'card_old', question."conversationId", question.id from question
        join message on message."conversationId" = question."conversationId" and message.key = 'feedback:' || question.id
        where question.state <> 'open' and message.data->>'state' is distinct from question.state::text

        union all select 'question_forgotten', "conversationId", id from question where state = 'open' and "dueAt" is null

        union all select 'untold', message."conversationId", message.id from message
        left join told on told."conversationId" = message."conversationId" and told.kind = 'said' and told.about = message.id::text
        where told.data is null or (message.status <> 'writing' and (
          told.data->'said'->>'status' <> message.status::text or told.data->'said'->>'content' <> message.content))

        union all select 'untold', conversation.id, conversation.id from conversation
        left join told agent on agent."conversationId" = conversation.id and agent.kind = 'agent'
        left join told itself on itself."conversationId" = conversation.id and itself.kind = 'conversation'
        where coalesce(itself.data->>'status', 'active') <> conversation.status::text
          -- That it has ended says that its agent is at nothing.
          or (conversation.status = 'active' and coalesce(agent.data->>'state', 'idle') <> conversation."agentState"::text)

        union all select 'too_many_active', id, id from (
          select id, status, row_number() over (partition by "userId" order by "lastActivityAt" desc, id) as place
          from "Conversation" where "teamId" = ${teamId}::uuid and status = 'active'
            and "userId" in (select "userId" from conversation)
        ) active where place > ${mostActive} and id in (select id from conversation)
      )
      select kind, ${teamId}::text as "teamId", "conversationId"::text, "subjectId"::text from found`,
  )
}
