import { z } from 'zod'
import { channelKindSchema } from './preferences'

/** Where its person said what a message answers: it goes there first, below `at`. */
export const answersSchema = z.object({
  channel: channelKindSchema,
  connectionId: z.uuid().nullable(),
  address: z.string(),
  at: z.json(),
})
export type Answers = z.infer<typeof answersSchema>

type Place = { channel: string; connectionId: string | null; address: string }

/** Whether a way leads there. */
export const isAnswerWay = (answers: Place | null, way: Place): boolean =>
  answers !== null &&
  answers.channel === way.channel &&
  answers.connectionId === way.connectionId &&
  answers.address === way.address
