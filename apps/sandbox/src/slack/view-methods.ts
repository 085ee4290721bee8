import { z } from 'zod'
import { type Methods, text } from './method'
import type { Slack } from './slack'

const plain = (longest: number) => z.object({ type: z.literal('plain_text'), text: z.string().min(1).max(longest) })
const optionSchema = z.object({ text: plain(75), value: z.string().max(150) })
/** Of modals, what Slack refuses of those that the product opens. https://docs.slack.dev/reference/views/modal-views */
const modalSchema = z.object({
  type: z.literal('modal'),
  callback_id: z.string().max(255),
  private_metadata: z.string().max(3_000),
  title: plain(24),
  submit: plain(24),
  close: plain(24),
  blocks: z
    .array(
      z.object({
        type: z.literal('input'),
        block_id: z.string().min(1).max(255),
        label: plain(2_000),
        optional: z.boolean(),
        element: z.object({
          type: z.enum(['plain_text_input', 'datepicker', 'static_select']),
          action_id: z.string().min(1).max(255),
          multiline: z.boolean().optional(),
          max_length: z.number().max(3_000).optional(),
          initial_value: z.string().max(3_000).optional(),
          initial_date: z.iso.date().optional(),
          initial_option: optionSchema.optional(),
          options: z.array(optionSchema).min(1).max(100).optional(),
        }),
      }),
    )
    .min(1)
    .max(100),
})

export const viewMethods = ({ desk }: Slack): Methods => ({
  'views.open': {
    needs: [],
    answer: ({ args }) => {
      const view = modalSchema.parse(JSON.parse(text.parse(args.view)))
      return { view: desk.open(text.parse(args.trigger_id), view) }
    },
  },
})
