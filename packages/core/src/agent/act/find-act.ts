import type { Connection, Item } from '@switchboard/db'
import { accountStateOf } from '../../connections/account-state'
import { actsOf, effectsOf, isGranted, policyReader, providerIdOf } from '../../connections/provider-of'
import type { SideEffectPolicy } from '../../connections/setting-kinds'
import type { Actor, Context } from '../../context'
import { notFound, SwitchboardError } from '../../errors'
import { ownItems, searchItems } from '../../items/search-items'
import type { Act, ActRequest } from '../../ports/item-acts'
import type { WriteBackAction } from '../../ports/item-writer'
import { demandIntegrations } from '../../switches/switches'
import { oneLine, plainWords } from '../commands/plain-words'
import type { ActInput } from './act-input'

/** Something that can be done for a member, with the policy of its connection. */
export type FoundAct = {
  policy: SideEffectPolicy
  /** What people read of it: 'Archive the mail: “Lunch on Friday?” from Ben'. */
  title: string
  /** What else it comes to: the words of a reply. */
  details: string
  connection: Connection
  item: Item | null
  request: Request
}

type Request =
  { as: 'effect'; action: WriteBackAction; externalId: string } | { as: 'act'; withKey: (key: string) => ActRequest }

type SourceItem = Item & { connection: Connection }

/**
 * What a call asks for, if it can be done for this member: at an item of their own, or in their own calendar. Throws not_found for what
 * is another's, invalid_input, not_configured for what the provider cannot do, scope_missing for what the account has not granted,
 * conflict and switched_off for an account that cannot be used now.
 */
export async function findAct(ctx: Context, actor: Actor, input: ActInput): Promise<FoundAct> {
  if (input.action === 'create_event') return findEventAct(ctx, actor, given(input, 'event'))
  const item = await findOwnItem(ctx, actor, input)
  await demandUsable(ctx, item.connection)
  if (item.isTest)
    throw new SwitchboardError('invalid_input', 'This is a test: nothing goes back to where it came from.')
  const act = actsOf(ctx, item.connection).find(({ kind }) => kind === input.action)
  return act ? inOwnWords(ctx, item, act, input) : asSideEffect(ctx, item, input)
}

function inOwnWords(ctx: Context, item: SourceItem, act: Act, input: ActInput): FoundAct {
  const { kind, setting, doing } = act
  const { connection, externalId } = item
  demandGranted(ctx, connection, act)
  const isReply = kind === 'reply'
  const words = given(input, isReply ? 'text' : 'label')
  return {
    policy: policyReader(ctx, connection)(setting),
    title: `${doing}: ${nameOf(item)}`,
    details: plainText(words),
    connection,
    item,
    request: {
      as: 'act',
      withKey: (key) =>
        isReply ? { kind, externalId, text: words, key } : { kind: 'label', externalId, label: words, key },
    },
  }
}

/** One of those that finishing a task has. A reply of theirs says what it always says, and is none in the agent's words. */
function asSideEffect(ctx: Context, item: SourceItem, { action }: ActInput): FoundAct {
  const { connection, externalId } = item
  const effect = effectsOf(ctx, connection).find((one) => one.action === action && action !== 'reply')
  if (!effect) throw new SwitchboardError('not_configured', `This cannot be done at ${providerName(ctx, connection)}.`)
  demandGranted(ctx, connection, effect)
  return {
    policy: policyReader(ctx, connection)(effect.setting),
    title: `${effect.words.doing}: ${nameOf(item)}`,
    details: '',
    connection,
    item,
    request: { as: 'effect', action: effect.action, externalId },
  }
}

async function findEventAct(ctx: Context, actor: Actor, event: NonNullable<ActInput['event']>): Promise<FoundAct> {
  if (Date.parse(event.start) >= Date.parse(event.end))
    throw new SwitchboardError('invalid_input', 'The event ends before it begins.', { field: 'event' })
  const connections = await ctx.db.connection.findMany({
    where: { teamId: actor.teamId, ownerId: actor.userId, status: { not: 'disconnected' } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  const [found] = connections.flatMap((connection) =>
    actsOf(ctx, connection).flatMap((act) => (act.kind === 'create_event' ? [{ connection, act }] : [])),
  )
  if (!found) throw new SwitchboardError('not_found', 'The person has connected no calendar.')
  const { connection, act } = found
  await demandUsable(ctx, connection)
  demandGranted(ctx, connection, act)
  return {
    policy: policyReader(ctx, connection)(act.setting),
    title: `${act.doing}: “${oneLine(event.title)}”`,
    details: plainText([`From ${event.start} to ${event.end}`, event.description].join('\n')),
    connection,
    item: null,
    request: { as: 'act', withKey: (key) => ({ kind: 'create_event', event, key }) },
  }
}

async function findOwnItem(ctx: Context, actor: Actor, { itemId, words }: ActInput): Promise<SourceItem> {
  const id = itemId ?? (words ? await onlyOneWith(ctx, actor, words) : null)
  if (!id) throw new SwitchboardError('invalid_input', 'Name the item, by itemId or words.', { field: 'itemId' })
  const item = await ctx.db.item.findFirst({ where: { AND: [ownItems(actor), { id }] }, include: { connection: true } })
  if (!item) throw notFound('item')
  return item
}

/** Which item is meant is settled without the model having read a word of any. */
async function onlyOneWith(ctx: Context, actor: Actor, words: string): Promise<string> {
  const [one, second] = await searchItems(ctx, actor, { search: words, limit: 2 })
  if (!one) throw new SwitchboardError('not_found', 'No item contains all these words.')
  if (second)
    throw new SwitchboardError('invalid_input', 'Several items contain these words: use more, or search_items.')
  return one.id
}

async function demandUsable(ctx: Context, connection: Connection): Promise<void> {
  await demandIntegrations(ctx, connection.teamId)
  if (accountStateOf(connection) === 'usable') return
  throw new SwitchboardError(
    'conflict',
    `${providerName(ctx, connection)} cannot be used at the moment: see Connections.`,
  )
}

/** Before anybody is asked whether it may be done. */
function demandGranted(ctx: Context, connection: Connection, change: Pick<Act, 'needs'>): void {
  if (isGranted(change, connection)) return
  throw new SwitchboardError(
    'scope_missing',
    `${providerName(ctx, connection)} has not granted this. The person can use ‘Grant access’ on the connection.`,
  )
}

const providerName = (ctx: Context, connection: Connection) =>
  ctx.providers[providerIdOf(connection)]?.name ?? connection.provider

const nameOf = ({ title, senderName }: Item) => `“${oneLine(title)}” from ${oneLine(senderName, 60)}`

/** As it stands, with its lines; none of its marks is Markdown. */
const plainText = (text: string) =>
  text
    .split('\n')
    .map((line) => plainWords(line, 4_000))
    .join('\n\n')

function given<Field extends 'text' | 'label' | 'event'>(input: ActInput, field: Field): NonNullable<ActInput[Field]> {
  const value = input[field]
  if (value === null || value === undefined)
    throw new SwitchboardError('invalid_input', `Give ${field} for this.`, { field })
  return value
}
