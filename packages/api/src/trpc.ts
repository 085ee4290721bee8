import { initTRPC, TRPCError } from '@trpc/server'
import type { Actor, Context } from '@switchboard/core/context'
import { isSwitchboardError, type ErrorCode } from '@switchboard/core/errors'
import type { LiveSignal } from '@switchboard/core/live'
import { resolveActor } from '@switchboard/core/teams/resolve-actor'
import superjson from 'superjson'
import { ZodError, z } from 'zod'
import { refuseNul } from './refuse-nul'

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
}

/** The signals that concern one member, until `signal` aborts. */
export type LiveFeed = { follow(actor: Actor, signal: AbortSignal | undefined): AsyncIterable<LiveSignal> }

/** Facts of this installation that pages show. */
export type SystemInfo = {
  sandbox: { simulated: string[]; url: string } | null
  gatewayUrl: string
}

/** The one translation of domain errors to tRPC's. */
const trpcCodes: Partial<Record<ErrorCode, TRPCError['code']>> = {
  invalid_input: 'BAD_REQUEST',
  not_found: 'NOT_FOUND',
  gone: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  conflict: 'CONFLICT',
  already_decided: 'CONFLICT',
  rate_limited: 'TOO_MANY_REQUESTS',
  timeout: 'GATEWAY_TIMEOUT',
  unavailable: 'BAD_GATEWAY',
  not_configured: 'PRECONDITION_FAILED',
  budget_exhausted: 'PRECONDITION_FAILED',
}

const t = initTRPC.context<ApiContext>().create({
  transformer: superjson,
  errorFormatter({ shape, error, ctx }) {
    const cause = error.cause
    const domain = isSwitchboardError(cause) ? cause : null
    return {
      ...shape,
      // An unexpected error's text may carry anything; people get the request id to report instead.
      message:
        error.code === 'INTERNAL_SERVER_ERROR'
          ? 'Something went wrong on our side. Nothing was changed; try again.'
          : cause instanceof ZodError
            ? z.prettifyError(cause)
            : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        reason: domain?.code ?? null,
        field: domain?.field ?? (cause instanceof ZodError ? (cause.issues[0]?.path.join('.') ?? null) : null),
        facts: domain?.facts ?? {},
        requestId: ctx?.requestId ?? null,
      },
    }
  },
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** Turns what a flow throws into tRPC's error, and logs what nobody expected. */
const translateErrors = t.middleware(async ({ ctx, next, path }) => {
  const result = await next()
  if (result.ok) return result
  const cause = result.error.cause
  if (isSwitchboardError(cause)) {
    throw new TRPCError({ code: trpcCodes[cause.code] ?? 'INTERNAL_SERVER_ERROR', message: cause.message, cause })
  }
  if (result.error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.core.logger.error({ err: cause ?? result.error, path, requestId: ctx.requestId }, 'procedure failed')
  }
  return result
})

const signedIn = t.middleware(async ({ ctx, next }) => {
  if (!ctx.userId) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in to go on.' })
  const actor = await resolveActor(ctx.core, { userId: ctx.userId, teamId: ctx.teamId })
  return next({ ctx: { ...ctx, actor } })
})

const storableInput = t.middleware(async ({ getRawInput, next }) => {
  refuseNul(await getRawInput())
  return next()
})

/** For every member. */
export const memberProcedure = t.procedure.use(translateErrors).use(signedIn).use(storableInput)

/** For admins and owners of the team. */
export const adminProcedure = memberProcedure.use(async ({ ctx, next }) => {
  if (ctx.actor.role === 'member') {
    throw new TRPCError({ code: 'FORBIDDEN', message: 'Only admins of this team can do this. Ask one of them.' })
  }
  return next()
})
