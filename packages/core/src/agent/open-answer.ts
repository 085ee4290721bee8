import type { AgentState } from '@switchboard/db'
import { takeSeq } from '../conversations/append-events'
import { sayAsAgent, setAgentState, tellSaid } from '../conversations/say-as-agent'
import type { Context } from '../context'
import type { AgentWork } from './agent-work'
import { type HeldRun, isStillOurs } from './run'
import { answerKey, overtaken } from './steps'

/** The answer that is being written, as the person sees it grow. */
export type OpenAnswer = {
  text(): string
  /** Adds more: the first at once, what follows in pieces. Throws conflict when another worker has the run. */
  add(text: string): Promise<void>
  /** Tells that the agent is at something else than writing. */
  think(): Promise<void>
  /** Waits until all of it is stored. */
  settle(): Promise<void>
}

export function openAnswer(
  ctx: Pick<Context, 'db' | 'clock'>,
  { run, conversation }: HeldRun,
  { texts, turns }: Pick<AgentWork, 'texts' | 'turns'>,
): OpenAnswer {
  let content = ''
  let messageId: string | null = null
  let state: AgentState = 'thinking'
  /** PostgreSQL stores no halves of characters: one waits for its other half. */
  let half = ''

  const show = async (next: AgentState) => {
    if (state === next) return
    state = next
    await turns('shows', () => ctx.db.$transaction((tx) => setAgentState(tx, conversation, next, ctx.clock.now())))
  }

  const write = (id: string, text: string) =>
    texts.write({
      teamId: run.teamId,
      conversationId: conversation.id,
      messageId: id,
      runId: run.id,
      attempts: run.attempts,
      from: content.length,
      text,
    })

  return {
    text: () => content,
    async add(more) {
      const text = `${half}${more}`.replaceAll('\0', '')
      half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? ''
      const whole = (half === '' ? text : text.slice(0, -1)).toWellFormed()
      if (whole === '') return
      if (messageId === null) {
        const begun = await turns('shows', () => begin(ctx, { run, conversation }, whole))
        messageId = begun.id
        state = 'responding'
        if (begun.isAgain) write(messageId, whole)
      } else {
        await show('responding')
        write(messageId, whole)
      }
      content += whole
    },
    think: () => show('thinking'),
    settle: async () => {
      if (messageId !== null) await texts.settle(messageId)
    },
  }
}

/** The message with its first words, at once; one that a dead worker left begins anew, empty. */
async function begin(
  ctx: Pick<Context, 'db' | 'clock'>,
  { run, conversation }: Pick<HeldRun, 'run' | 'conversation'>,
  content: string,
): Promise<{ id: string; isAgain: boolean }> {
  const now = ctx.clock.now()
  const { teamId, userId, id } = run
  const key = answerKey(run)
  return ctx.db.$transaction(async (tx) => {
    await takeSeq(tx, teamId, conversation.id, 0)
    if (!(await isStillOurs(tx, run))) throw overtaken()
    const [left] =
      run.attempts === 1
        ? []
        : await tx.conversationMessage.updateManyAndReturn({
            where: { teamId, userId, key, status: 'writing' },
            data: { content: '' },
          })
    if (left) await tellSaid(tx, left, now)
    const { id: answerId } =
      left ?? (await sayAsAgent(tx, conversation, { key, status: 'writing', content, data: { runId: id } }, now))
    await tx.agentRun.update({ where: { teamId_id: { teamId, id } }, data: { answerId } })
    await setAgentState(tx, conversation, 'responding', now)
    return { id: answerId, isAgain: left !== undefined }
  })
}
