import { z } from 'zod'
import type { Json } from '../../ports/json'

/** The JSON Schema of an input, as models are told it. */
export const jsonSchema = (schema: z.ZodType): Json => z.json().parse(z.toJSONSchema(schema, { io: 'input' }))
