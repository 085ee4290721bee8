import { z } from 'zod'

/** What the stand-in reads of a request. */
export const requestSchema = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.string().nullable(),
      tool_calls: z.array(z.object({ id: z.string(), function: z.object({ name: z.string() }) })).optional(),
      tool_call_id: z.string().optional(),
    }),
  ),
  response_format: z.object({ json_schema: z.object({ name: z.string() }) }).optional(),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
})

export type ChatRequest = z.infer<typeof requestSchema>

export type ChatAnswer = {
  content: string | null
  refusal?: string
  calls?: { name: string; input: string }[]
}
