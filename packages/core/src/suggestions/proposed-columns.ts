import { z } from 'zod'
import type { Suggestion } from '@switchboard/db'
import type { NewSuggestion } from './insert-suggestions'
import { priorities } from './proposal'

/** What a judgement proposes, as it stands in a suggestion that nobody has edited. */
export const proposedColumns = (next: Proposed & Pick<NewSuggestion, 'evidence'>) => ({
  title: next.title,
  description: next.description,
  priority: next.priority,
  dueAt: next.dueAt,
  dueAllDay: next.dueAllDay,
  tags: next.tags,
  confidence: next.confidence,
  reasoning: next.reasoning,
  evidence: next.evidence,
  model: next.model,
})

/** What is kept of what was proposed for a source, without its evidence. */
export const keptProposalSchema = z.object({
  title: z.string(),
  description: z.string(),
  priority: z.enum(priorities),
  dueAt: z.iso.datetime({ offset: true }).nullable(),
  dueAllDay: z.boolean(),
  tags: z.array(z.string()),
  confidence: z.number(),
  reasoning: z.string(),
  model: z.string(),
})

type Proposed = Pick<Suggestion, keyof z.infer<typeof keptProposalSchema>>

export const keptProposal = (of: Proposed) => ({
  title: of.title,
  description: of.description,
  priority: of.priority,
  dueAt: of.dueAt?.toISOString() ?? null,
  dueAllDay: of.dueAllDay,
  tags: of.tags,
  confidence: of.confidence,
  reasoning: of.reasoning,
  model: of.model,
})
