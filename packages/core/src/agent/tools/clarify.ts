import { z } from 'zod'
import { defineTool } from './tool'

export const clarifyTool = defineTool({
  name: 'ask_back',
  description:
    'Asks the person you speak with what they mean, when you cannot tell and a guess could be wrong. Your answer ends with the question.',
  effect: 'none',
  doing: 'Asking you back',
  input: z.strictObject({ question: z.string().trim().min(1).max(1_000) }),
  clarifies: ({ question }) => question,
})
