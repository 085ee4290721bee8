import { z } from 'zod'

const fieldWords = { key: z.string(), label: z.string(), hint: z.string() }
/** Whether an empty field is a value, and what it then stands for. */
const emptiness = { mayBeEmpty: z.boolean(), whenEmpty: z.string().optional() }

/** One field of the settings' form. */
const settingFieldSchema = z.discriminatedUnion('kind', [
  z.object({
    ...fieldWords,
    kind: z.literal('number'),
    min: z.number(),
    max: z.number(),
    unit: z.string(),
    ...emptiness,
  }),
  /** Stored from 0 to 1, read and written in percent; so are its limits. */
  z.object({ ...fieldWords, kind: z.literal('percent'), min: z.number(), max: z.number() }),
  /** Stored in millionths, read and written in dollars; so are its limits. */
  z.object({ ...fieldWords, kind: z.literal('dollars'), min: z.number(), max: z.number(), ...emptiness }),
  z.object({ ...fieldWords, kind: z.literal('switch') }),
  z.object({
    ...fieldWords,
    kind: z.literal('choice'),
    options: z.array(z.object({ value: z.string(), label: z.string() })),
  }),
  z.object({ ...fieldWords, kind: z.literal('words') }),
  z.object({ ...fieldWords, kind: z.literal('text'), whenEmpty: z.string().optional() }),
  /** Typed and sent, never shown. */
  z.object({ ...fieldWords, kind: z.literal('secret') }),
])

/** Fields that stand under one head, in the order of the page. */
export const settingGroupSchema = z.object({ name: z.string(), fields: z.array(settingFieldSchema) })
