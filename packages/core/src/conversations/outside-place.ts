import { z } from 'zod'

/** Where something was said outside, so that it is answered there: `thread` is the service's own words for below what. */
export const outsidePlaceSchema = z.object({ address: z.string(), thread: z.json() })
export type OutsidePlace = z.infer<typeof outsidePlaceSchema>
