import { initTRPC, type TrackedEnvelope, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { faultsIn } from '@switchboard/core/connections/check-settings'
import type { Actor, Context } from '@switchboard/core/context'
import { isSwitchboardError, type ErrorCode } from '@switchboard/core/errors'
import type { ToldSignal } from '@switchboard/core/live'
import { mustManage } from '@switchboard/core/teams/must-manage'
import { resolveActor } from '@switchboard/core/teams/resolve-actor'
import type { TopicStore } from '@switchboard/core/topics'
import { type z, ZodError } from 'zod'
import { refuseUnstorable } from './refuse-unstorable'
import { wire } from './wire'

/** What a server hands to every call. `teamId` is only a wish: membership is read at every call. */
export type ApiContext = {
  core: Context
  /** From the verified session; null when signed out. */
  userId: string | null
  /** The team the browser last chose; null takes the member's first. */
  teamId: string | null
  requestId: string
  system: SystemInfo
  live: LiveFeed
  /** Of the answer over HTTP; absent on sockets. */
  answerHeaders?: Headers
}

/**
 * What one socket is told as it happens, until `signal` aborts. Procedures pass on all that these give by `yield*`, and check before whether the
 * caller may follow: the gateway tells most of it past them (docs/decisions/0028).
 */
export type LiveFeed = {
  /** What concerns a member. */
  signals(actor: Actor, signal: AbortSignal | undefined): AsyncIterable<ToldSignal>
  /** Nothing: as long as it is followed, a page of the member is in sight. */
  inSight(actor: Actor, signal: AbortSignal | undefined): AsyncIterable<never>
  /** The events of a topic, each once and in their order. */
  events<Data>(followed: Followed<Data>, signal: AbortSignal | undefined): AsyncIterable<TrackedEnvelope<Data>>
}

export type Followed<Data> = {
  topic: string
  store: TopicStore<Data>
  /** The number of the last event that the page knows of; without one it is told what comes from now on. */
  after?: number | null
}

/** Facts of this installation that pages show. */
export type SystemInfo = {
  sandbox: { simulated: string[]; url: string } | null
  gatewayUrl: string
}

/**
 * The one translation of domain errors to tRPC's. What a provider says of our credentials is no fault of the session: only the
 * page's own sign-in answers UNAUTHORIZED.
 */
const trpcCodes: Record<ErrorCode, TRPCError['code']> = {
  invalid_input: 'BAD_REQUEST',
  not_found: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  conflict: 'CONFLICT',
  already_decided: 'CONFLICT',
  consent_denied: 'BAD_REQUEST',
  state_invalid: 'BAD_REQUEST',
  scope_missing: 'PRECONDITION_FAILED',
  unauthorized: 'PRECONDITION_FAILED',
  grant_revoked: 'PRECONDITION_FAILED',
  rate_limited: 'TOO_MANY_REQUESTS',
  unavailable: 'BAD_GATEWAY',
  timeout: 'GATEWAY_TIMEOUT',
  cursor_expired: 'BAD_GATEWAY',
  gone: 'NOT_FOUND',
  invalid_response: 'BAD_GATEWAY',
  budget_exhausted: 'PRECONDITION_FAILED',
  invalid_answer: 'BAD_GATEWAY',
  refused: 'UNPROCESSABLE_CONTENT',
  secret_unreadable: 'INTERNAL_SERVER_ERROR',
  key_missing: 'INTERNAL_SERVER_ERROR',
  not_configured: 'PRECONDITION_FAILED',
  switched_off: 'PRECONDITION_FAILED',
}

const t = initTRPC.context<ApiContext>().create({
  transformer: wire,
  errorFormatter({ shape, error, ctx }) {
    const cause = error.cause
    const domain = isSwitchboardError(cause) ? cause : null
    // Each at its field: fields say in people's words what they take.
    const faults = error.code === 'BAD_REQUEST' && cause instanceof ZodError ? faultsIn(cause) : (domain?.faults ?? [])
    return {
      ...shape,
      // An unexpected error's text may carry anything; people get the request id to report instead.
      message:
        error.code === 'INTERNAL_SERVER_ERROR' && !domain
          ? 'Something went wrong on our side. Nothing was changed; try again.'
          : (faults[0]?.message ?? shape.message),
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        reason: domain?.code ?? null,
        field: faults[0]?.field ?? null,
        faults,
        facts: domain?.facts ?? {},
        requestId: ctx?.requestId ?? null,
      },
    }
  },
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** Turns what a flow throws into tRPC's error, and logs what is not the caller's doing under the request's id. */
const translateErrors = t.middleware(async ({ ctx, next, path }) => {
  const result = await next()
  if (result.ok) return result
  const cause = result.error.cause
  const domain = isSwitchboardError(cause) ? cause : null
  const error = domain
    ? new TRPCError({ code: trpcCodes[domain.code], message: domain.message, cause: domain })
    : result.error
  const facts = { err: cause ?? error, reason: domain?.code, path, requestId: ctx.requestId }
  if (error.code === 'INTERNAL_SERVER_ERROR') ctx.core.logger.error(facts, 'procedure failed')
  else if (getHTTPStatusCodeFromError(error) >= 500) ctx.core.logger.warn(facts, 'procedure failed at a provider')
  if (error !== result.error) throw error
  return result
})

const signedIn = t.middleware(async ({ ctx, next }) => {
  if (!ctx.userId) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in to go on.' })
  const actor = await resolveActor(ctx.core, { userId: ctx.userId, teamId: ctx.teamId })
  return next({ ctx: { ...ctx, actor } })
})

const storableInput = t.middleware(async ({ getRawInput, next }) => {
  refuseUnstorable(await getRawInput())
  return next()
})

/**
 * The check of what a procedure answers. By itself tRPC would ask zod to wait for checks that take time, which none of ours does, and
 * zod is five times as fast when it need not.
 */
export const answers =
  <Answer>(schema: z.ZodType<Answer>) =>
  (answer: unknown): Answer =>
    schema.parse(answer)

/** For every member. */
export const memberProcedure = t.procedure.use(translateErrors).use(signedIn).use(storableInput)

/** For admins and owners of the team. */
export const adminProcedure = memberProcedure.use(async ({ ctx, next }) => {
  mustManage(ctx.actor)
  return next()
})
