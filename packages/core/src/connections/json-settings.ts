import type { Prisma } from '@switchboard/db'
import { z } from 'zod'

const jsonObjectSchema = z.record(z.string(), z.json())

/** Settings as plain JSON, as the column takes them: what is undefined is left out. */
export const jsonSettings = (settings: unknown): Prisma.InputJsonObject =>
  jsonObjectSchema.parse(JSON.parse(JSON.stringify(settings)))
