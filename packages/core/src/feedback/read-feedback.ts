import { type Channel, type FeedbackRequest, Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { decodeKeyset, encodeKeyset, instantKey, pageOf } from '../keyset'
import { answerText, endText } from './end-text'
import { findRequest, seenBy } from './find-request'
import { mayCancel } from './cancel-feedback'
import { namesOf } from './names-of'
import { type Offered, offeredTo } from './offered-to'
import { type FeedbackPlace, placesOf } from './places-of'
import { answerSchema, optionsOf, stateAt } from './question-of'

/** `for_me`: open and put to the caller; `by_me`: what they have asked; `all`: of the whole team, for admins, as far as they see them. */
export const feedbackViews = ['for_me', 'by_me', 'all'] as const

type Wanted = { view: (typeof feedbackViews)[number]; cursor?: string | null; limit: number }

const withRecipients = { recipients: { select: { userId: true } } } satisfies Prisma.FeedbackRequestInclude
type Loaded = FeedbackRequest & { recipients: { userId: string }[] }

/** One page of questions, the newest first. Throws forbidden for `all`, invalid_input. */
export async function listFeedback(ctx: Context, actor: Actor, { view, cursor, limit }: Wanted) {
  const { teamId } = actor
  const after = decodeKeyset(cursor, instantKey)
  const rows = await ctx.db.feedbackRequest.findMany({
    where: {
      AND: [
        { teamId },
        whichOf(ctx, actor, view),
        after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {},
      ],
    },
    include: withRecipients,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const page = pageOf(rows, limit, (row) => encodeKeyset(row.createdAt.toISOString(), row.id))
  return { items: await present(ctx, actor, page.items), nextCursor: page.nextCursor }
}

function whichOf(ctx: Pick<Context, 'clock'>, actor: Actor, view: Wanted['view']): Prisma.FeedbackRequestWhereInput {
  const { userId, role } = actor
  if (view === 'by_me') return { askedById: userId }
  if (view === 'for_me') return { state: 'open', expiresAt: { gt: ctx.clock.now() }, recipients: { some: { userId } } }
  if (role === 'member')
    throw new SwitchboardError('forbidden', 'Only admins of this team see what others are asked. Ask one of them.', {
      field: 'view',
    })
  return seenBy(actor)
}

/** How many questions wait for the caller's answer. */
export const countFeedback = async (ctx: Context, actor: Actor): Promise<{ forMe: number }> => ({
  forMe: await ctx.db.feedbackRequest.count({
    where: { AND: [{ teamId: actor.teamId }, whichOf(ctx, actor, 'for_me')] },
  }),
})

/** One question, with where it stands. Throws not_found. */
export async function getFeedback(ctx: Context, actor: Actor, id: string): Promise<FeedbackDetail> {
  const request = await findRequest(ctx, actor, id)
  const [[found], places] = await Promise.all([present(ctx, actor, [request]), placesOf(ctx, request)])
  if (!found) throw new Error('One row is presented as one.')
  const { recipients } = found
  return {
    ...found,
    places: places.map(({ userIds, ...place }) => ({
      ...place,
      people: recipients.filter((one) => userIds.includes(one.id)),
    })),
  }
}

type Person = { id: string; name: string }

export type PresentedFeedback = Pick<
  FeedbackRequest,
  'id' | 'kind' | 'question' | 'details' | 'state' | 'channels' | 'createdAt' | 'expiresAt'
> & {
  options: { id: string; label: string }[]
  /** Null: an agent. */
  askedBy: Person | null
  recipients: Person[]
  /** `value` as it was given: `approve`, `reject`, an option's id, the text. */
  answer: { value: string; text: string; note: string | null; by: Person | null; via: Channel | null; at: Date } | null
  /** What it came to, as one sentence; null while it waits. */
  end: string | null
  /** What a mail in the caller's name answers, of which nothing shows that they wrote it; null: none waits for their word. */
  offered: Offered | null
  mayAnswer: boolean
  mayCancel: boolean
}

export type FeedbackDetail = PresentedFeedback & {
  places: (Omit<FeedbackPlace, 'userIds'> & { people: Person[] })[]
}

async function present(ctx: Context, actor: Actor, rows: Loaded[]): Promise<PresentedFeedback[]> {
  const now = ctx.clock.now()
  const names = await namesOf(
    ctx.db,
    rows.flatMap((row) => [row.askedById, row.answeredById, ...row.recipients.map(({ userId }) => userId)]),
  )
  const offers = await offeredTo(ctx, actor, rows)
  const person = (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? 'Somebody who has left' })
  return Promise.all(
    rows.map(async (row) => {
      const state = stateAt(row, now)
      const isOpen = state === 'open'
      const mayAnswer = isOpen && row.recipients.some(({ userId }) => userId === actor.userId)
      return {
        id: row.id,
        kind: row.kind,
        question: row.question,
        details: row.details,
        options: optionsOf(row),
        state,
        channels: row.channels,
        askedBy: person(row.askedById),
        recipients: row.recipients.flatMap(({ userId }) => person(userId) ?? []),
        answer:
          row.answer === null || !row.answeredAt
            ? null
            : {
                ...answerSchema.parse(row.answer),
                text: answerText(row),
                by: person(row.answeredById),
                via: row.answeredVia,
                at: row.answeredAt,
              },
        end: endText(row, names.get(row.answeredById ?? '') ?? null, now),
        createdAt: row.createdAt,
        expiresAt: row.expiresAt,
        offered: mayAnswer ? (offers.get(row.id) ?? null) : null,
        mayAnswer,
        mayCancel: isOpen && (await mayCancel(ctx, actor, row)),
      }
    }),
  )
}
