import { z } from 'zod'

const text = z.string().trim().min(1)

/** Everything that some provider can do; which of it one can stands with the provider. */
const actions = ['mark_read', 'archive', 'react', 'complete', 'reply', 'label', 'create_event'] as const

export const actInput = z.strictObject({
  action: z.enum(actions),
  itemId: z.uuid().nullish().describe('From search_items'),
  words: text
    .max(200)
    .nullish()
    .describe('In place of itemId: words of the person that one item alone contains, in title, sender or text'),
  text: text.max(2_000).nullish().describe('Of a reply'),
  label: text.max(200).nullish().describe('Name of a label that is there'),
  event: z
    .strictObject({
      title: text.max(300),
      description: z.string().max(4_000).default(''),
      start: z.iso.datetime({ offset: true }),
      end: z.iso.datetime({ offset: true }),
    })
    .nullish(),
})

export type ActInput = z.output<typeof actInput>
