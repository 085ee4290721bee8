import type { InboundSignal, StoredEvent } from '@switchboard/core/ports/webhook'
import { z } from 'zod'
import { linkActionId } from './compose-parts'
import { channelIn, valuesIn } from './compose-view'
import type { SlackReply } from './reply'

const presserSchema = z.object({ id: z.string().min(1), name: z.string().optional(), username: z.string().optional() })
const pressSchema = z.object({
  type: z.literal('block_actions'),
  user: presserSchema,
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ channel_id: z.string().optional() }).optional(),
  actions: z.array(z.object({ type: z.string(), action_id: z.string() })).min(1),
})
const submissionSchema = z.object({
  type: z.literal('view_submission'),
  user: presserSchema,
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.unknown() }).optional(),
  }),
})
const interactionSchema = z.discriminatedUnion('type', [pressSchema, submissionSchema])

const secretSchema = z.object({ responseUrl: z.string().optional(), triggerId: z.string().optional() })

/** What of a press lets its bearer answer it; undefined where it is no press of ours. */
export function secretOf(payload: Record<string, unknown>): string | undefined {
  const { response_url: responseUrl, trigger_id: triggerId } = payload
  const secret = secretSchema.safeParse({ responseUrl, triggerId }).data
  return payload.type === 'block_actions' && secret ? JSON.stringify(secret) : undefined
}

/**
 * Who has pressed what, or filled in which form. Nothing for links, which Slack tells of as well, and for other interactions.
 * https://docs.slack.dev/reference/interaction-payloads
 */
export function readPress({ account, body, secret }: StoredEvent): InboundSignal[] {
  const interaction = interactionSchema.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data
  if (!interaction) return []
  const { id: user, name, username } = interaction.user
  const by = { address: user, name: name || username || user }
  if (interaction.type === 'view_submission') {
    const { callback_id: id, private_metadata: metadata, state } = interaction.view
    const reply: SlackReply = { channel: channelIn(metadata), user }
    return [{ kind: 'pressed', accountId: account, by, id, values: valuesIn(state?.values), reply }]
  }
  const [action] = interaction.actions
  if (action?.type !== 'button' || action.action_id === linkActionId) return []
  const channel = interaction.channel?.id ?? interaction.container?.channel_id ?? ''
  const reply: SlackReply = { channel, user, ...secretIn(secret) }
  return [{ kind: 'pressed', accountId: account, by, id: action.action_id, values: null, reply }]
}

const secretIn = (secret: string | undefined) => (secret === undefined ? {} : secretSchema.parse(JSON.parse(secret)))
