import { z } from 'zod'
import { faultKindOf, faultKinds, type FaultKindName, type FaultOption } from './fault-kinds'

const isKind = (name: string): name is FaultKindName => name in faultKinds
export const kindNames = Object.keys(faultKinds).filter(isKind)

const isWait = (text: string) => /^\d+$/.test(text) || !Number.isNaN(Date.parse(text))
const fieldsSchema = z.strictObject({
  kind: z.enum(kindNames, `give one of ${kindNames.join(', ')}`).default('answer'),
  /** The beginning of the paths it strikes: `/gmail`, `/google/token`, `/openai`. Without one, the kind's own. */
  path: z.string().optional(),
  times: z
    .union(
      [z.literal('until_off'), z.coerce.number().int().min(1).max(10_000)],
      'give a number of calls from 1 to 10000, or until_off',
    )
    .default(1),
  /** So many of the calls that it concerns, by chance: a service that fails now and then. */
  percent: z.coerce.number().int('give 1 to 100').min(1, 'give 1 to 100').max(100, 'give 1 to 100').default(100),
  /** The answer waits so long. Without a status and a body the request goes on then. */
  delayMs: z.coerce.number().int().min(0).max(120_000).optional(),
  status: z.coerce.number().int().min(200).max(599).optional(),
  /** Of the `Retry-After` header. */
  retryAfter: z.string().refine(isWait, 'give seconds or a date').optional(),
  /** In place of the usual error's. */
  body: z.string().optional(),
  /** How long a slow body takes. */
  seconds: z.coerce.number().int().min(1).max(600).optional(),
})
const options: FaultOption[] = ['status', 'retryAfter', 'body', 'delayMs', 'seconds']

/** What goes wrong on purpose: for the calls below a path, so many of them or until it is switched off. */
export const faultSchema = fieldsSchema
  .superRefine((fault, ctx) => {
    const refuse = (path: keyof typeof fault, message: string) =>
      ctx.addIssue({ code: 'custom', path: [path], message })
    const { places, options: known } = faultKindOf(fault.kind)
    const { path } = fault
    // The sandbox's own pages and switches are struck by nothing: nobody could switch it off.
    if (path !== undefined && !places.some((place) => isBelow(path, place.path)))
      refuse('path', `${fault.kind} strikes calls below ${places.map((place) => place.path).join(', ')}`)
    for (const option of options)
      if (fault[option] !== undefined && !known.includes(option)) refuse(option, `${fault.kind} has no ${option}`)
    if (fault.kind === 'unavailable' && fault.status !== undefined && fault.status < 500)
      refuse('status', 'give a status from 500 to 599')
  })
  .transform((fault) => ({ ...fault, path: fault.path ?? faultKindOf(fault.kind).places[0].path }))

export type Fault = z.input<typeof faultSchema>
export type ActiveFault = z.output<typeof faultSchema> & { id: string }

export const isBelow = (path: string, beginning: string) =>
  path === beginning || path.startsWith(beginning.endsWith('/') ? beginning : `${beginning}/`)
