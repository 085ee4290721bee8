import type { Connection, Prisma, Task, WriteBack } from '@switchboard/db'
import { type AccountState, accountStateOf } from '../connections/account-state'
import { effectsOf, policiesOf, providerIdOf } from '../connections/provider-of'
import { whenDoneSchema } from '../connections/settings'
import type { Context } from '../context'
import type { SideEffectWords } from '../ports/item-writer'
import { nothingOf } from './nothing-of'

/** What a task says of an item; not its words, since a mail may be large. */
const itemParts = {
  select: {
    id: true,
    connectionId: true,
    title: true,
    senderName: true,
    url: true,
    over: true,
    isTest: true,
    connection: { select: { provider: true, settings: true, grantedScopes: true, status: true, errorCode: true } },
  },
} satisfies Prisma.Task$itemArgs

/** What a task is shown with. */
export const taskParts = {
  item: itemParts,
  suggestion: {
    select: {
      sources: {
        where: { endedAt: null },
        select: { item: itemParts },
        orderBy: [{ addedAt: 'asc' }, { itemId: 'asc' }],
      },
    },
  },
  writeBacks: {
    include: { item: { select: { connection: { select: { provider: true, status: true, errorCode: true } } } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  },
} satisfies Prisma.TaskInclude

export type TaskWithParts = Prisma.TaskGetPayload<{ include: typeof taskParts }>

export function presentTask(ctx: Pick<Context, 'providers'>, task: TaskWithParts) {
  return {
    id: task.id,
    title: task.title,
    description: task.description,
    status: task.status,
    priority: task.priority,
    dueAt: task.dueAt,
    dueAllDay: task.dueAllDay,
    tags: task.tags,
    createdAt: task.createdAt,
    completedAt: task.completedAt,
    suggestionId: task.suggestionId,
    whenDone: whenDoneSchema.nullable().parse(task.whenDone),
    source: task.item && presentSource(ctx, task, task.item),
    otherSources: otherSourcesOf(task).map((item) => presentSource(ctx, task, item)),
    writeBacks: task.writeBacks.map((row) => presentWriteBack(ctx, row, task, row.item.connection)),
  }
}

type SourceItem = NonNullable<TaskWithParts['item']>

/** Where the same was asked as well, and still is. */
export const otherSourcesOf = ({ item, suggestion }: Pick<TaskWithParts, 'item' | 'suggestion'>): SourceItem[] =>
  (suggestion?.sources ?? []).flatMap((source) => (source.item.id === item?.id ? [] : [source.item]))

const presentSource = (ctx: Pick<Context, 'providers'>, { status }: Pick<Task, 'status'>, item: SourceItem) => ({
  itemId: item.id,
  provider: providerIdOf(item.connection),
  title: item.title,
  senderName: item.senderName,
  url: item.url,
  // Of what is done it may be so by being done.
  over: status === 'done' ? null : item.over,
  ...whenDoneOf(ctx, item),
})

/** What finishing can do at the source of an item, in words, and the policies for it. What we have made ourselves has no source. */
export function whenDoneOf(
  ctx: Pick<Context, 'providers'>,
  {
    connection,
    isTest,
  }: { connection: Pick<Connection, 'provider' | 'settings' | 'grantedScopes' | 'status'>; isTest: boolean },
) {
  return {
    connected: connection.status !== 'disconnected',
    itemWord: ctx.providers[providerIdOf(connection)]?.words.item ?? 'item',
    policies: isTest ? {} : policiesOf(ctx, connection),
    effects: (isTest ? [] : effectsOf(ctx, connection)).map(({ action, words }) => ({ action, words })),
  }
}

/** Only a switch of the team or the installation keeps what is parked from an account that could be used. */
const standsStill = ({ parked, finishedAt }: WriteBack, state: AccountState): AccountState =>
  parked && finishedAt === null && state === 'usable' ? 'switched_off' : state

/** Of what a provider no longer does, or one that is not set up any more. */
const anyWords: SideEffectWords = {
  doing: 'Change it at its source',
  also: 'change it at its source',
  will: 'Will be changed',
  done: 'Changed',
  undone: 'As it was before',
  failed: 'Not changed',
  stays: 'Still changed',
}

export function presentWriteBack(
  ctx: Pick<Context, 'providers'>,
  row: WriteBack,
  task: Pick<Task, 'status'>,
  account: Pick<Connection, 'provider' | 'status' | 'errorCode'>,
) {
  const { id, action, state, runAt, finishedAt, attempts, errorMessage } = row
  // One without an inverse failed before it changed anything.
  const stays = state === 'failed' && task.status !== 'done' && row.inverse !== null
  const effect = effectsOf(ctx, account).find((one) => one.action === action)
  const nothing = nothingOf(ctx, row, account)
  // Of one that was taken back it says what was left to somebody else.
  const left = state === 'reverted' && errorMessage ? { undone: errorMessage } : {}
  const untouched = nothing ? { done: nothing.told, undone: nothing.told } : {}
  const words = { ...(effect?.words ?? anyWords), ...untouched, ...left }
  return {
    id,
    itemId: row.itemId,
    action,
    words,
    state,
    stays,
    account: standsStill(row, accountStateOf(account)),
    runAt,
    finishedAt,
    attempts,
    errorMessage,
  }
}
