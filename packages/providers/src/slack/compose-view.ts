import type { FormField, MessageForm } from '@switchboard/core/ports/message-channel'
import { z } from 'zod'
import { plain } from './compose-parts'

/** https://docs.slack.dev/reference/views/modal-views */
const longestTitle = 24
const longestOption = 75
/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
const longestText = 3_000
const inputId = 'value'

/** A form as a modal. `channel`: where the answer to it is to be shown; it comes back with what was filled in. */
export const composeView = ({ id, title, submit, fields }: MessageForm, channel: string) => ({
  type: 'modal',
  callback_id: id,
  private_metadata: JSON.stringify({ channel }),
  title: plain(title, longestTitle),
  submit: plain(submit, longestTitle),
  close: plain('Cancel', longestTitle),
  blocks: fields.map((field) => ({
    type: 'input',
    block_id: field.name,
    label: plain(field.label),
    optional: field.optional,
    element: elementOf(field),
  })),
})

function elementOf(field: FormField) {
  switch (field.kind) {
    case 'date':
      return { type: 'datepicker', action_id: inputId, ...(field.value ? { initial_date: field.value } : {}) }
    case 'choice': {
      const options = field.options.map(({ value, label }) => ({ text: plain(label, longestOption), value }))
      const chosen = options.find(({ value }) => value === field.value)
      return {
        type: 'static_select',
        action_id: inputId,
        options,
        ...(chosen ? { initial_option: chosen } : {}),
      }
    }
    default:
      return {
        type: 'plain_text_input',
        action_id: inputId,
        multiline: field.kind === 'text',
        max_length: longestText,
        ...(field.value ? { initial_value: field.value.slice(0, longestText) } : {}),
      }
  }
}

const stateSchema = z.record(
  z.string(),
  z.object({
    [inputId]: z.object({
      value: z.string().nullish(),
      selected_date: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  }),
)

/** What was filled in, by the names of the fields; what was left empty is empty. */
export function valuesIn(state: unknown): Record<string, string> {
  const fields = stateSchema.safeParse(state).data ?? {}
  return Object.fromEntries(
    Object.entries(fields).map(([name, { value: given }]) => [
      name,
      given?.value ?? given?.selected_date ?? given?.selected_option?.value ?? '',
    ]),
  )
}

const metadataSchema = z
  .string()
  .transform((text, context) => {
    try {
      const parsed: unknown = JSON.parse(text)
      return parsed
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' })
      return z.NEVER
    }
  })
  .pipe(z.object({ channel: z.string() }))

/** Where the answer to a form that `composeView` has made is shown; empty for one that it has not. */
export const channelIn = (privateMetadata: unknown): string =>
  metadataSchema.safeParse(privateMetadata).data?.channel ?? ''
