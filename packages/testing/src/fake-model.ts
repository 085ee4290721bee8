import type { ModelAnswer, ModelRequest, TaskModel } from '@switchboard/core/ports/task-model'
import type { Proposal } from '@switchboard/core/suggestions/proposal'

/** A model that answers what the test says; throw in `answer` to let it fail. */
export function fakeModel(
  answer: (request: ModelRequest) => unknown = () => proposal(),
  fields: { offline?: boolean; refused?: boolean; usage?: ModelAnswer['usage'] } = {},
): TaskModel {
  return {
    name: 'test-model',
    label: 'Test model',
    offline: fields.offline ?? true,
    propose: async (request) => ({
      answer: await answer(request),
      refused: fields.refused,
      usage: fields.usage ?? { inputTokens: 100, outputTokens: 20, costMicros: 0 },
    }),
  }
}

/** A valid answer for the mail that `emailItem` builds. */
export const proposal = (fields: Partial<Proposal> = {}): Proposal => ({
  actionNeeded: true,
  title: 'Return the security questionnaire',
  description: 'Meridian Health waits for it.',
  priority: 'high',
  dueAt: '2026-03-06',
  tags: ['security'],
  confidence: 0.92,
  reasoning: 'A customer asks for a document by a fixed date.',
  evidence: [{ quote: 'Could you return the security questionnaire by Friday?', supports: 'action' }],
  ...fields,
})
