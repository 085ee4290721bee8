import type { Delivery } from '@switchboard/db'
import { z } from 'zod'
import type { Json } from '../ports/json'

const storedSchema = z.object({ at: z.json() })

/** A place as `Delivery.place` keeps it: JSON null is a value of its own there. */
export const storedPlace = (place: Json) => ({ at: place })

/** Where an attempt stands at its service; undefined: nobody has said. */
export const placeOf = (delivery: Pick<Delivery, 'place'> | null): Json | undefined =>
  storedSchema.safeParse(delivery?.place).data?.at
