import type { Context } from '../context'
import type { Asking } from '../feedback/ask-feedback'
import { feedbackLimits } from '../feedback/limits'
import { refusedByPolicy } from './act/act-at-provider'
import { oneLine } from './commands/plain-words'
import type { Calling } from './run-calls'
import type { StepCall } from './steps'
import type { AgentTool } from './tools/tool'

/**
 * What the person is asked before a call is made; null when it is made without. The policy decides, and beside it what the agent has read: once
 * words of others are in a conversation, nothing is done outside and nobody is asked without its person, and in the answer that reads them
 * nothing is changed at all. So what an item asks for is never done by itself. Throws forbidden where the policy says never, and what
 * the tool throws of its input.
 */
export async function permissionFor(
  ctx: Context,
  { held, tools, steps }: Calling,
  tool: AgentTool,
  call: StepCall,
): Promise<{ for: 'permission'; asking: Asking } | null> {
  const permit = await tool.permit?.(ctx, held.actor, call.input)
  if (!permit) return null
  if (permit.policy === 'never') throw refusedByPolicy()
  // What is asked about now is what is done later.
  call.agreed = permit.input
  const reading = new Set(tools.filter(({ reads }) => reads).map(({ form }) => form.name))
  const hasRead = steps.some(({ calls }) =>
    calls.some(({ name, state, heard }) => heard || (state !== 'waiting' && reading.has(name))),
  )
  const hasHeard = hasRead || (tool.effect !== 'own' && held.conversation.heardOutside)
  if (permit.policy === 'auto' && !hasHeard) return null
  const reason =
    permit.policy === 'ask'
      ? 'You are asked because the settings of this connection say so\\.'
      : 'You are asked because your agent has read what others have written\\. Approve only what you want yourself\\.'
  return {
    for: 'permission',
    asking: {
      kind: 'approval',
      question: `${oneLine(permit.title, feedbackLimits.question - 1)}?`,
      details: `${permit.details}\n\n${reason}`.trim(),
      recipientIds: [held.actor.userId],
    },
  }
}
