import { v7 as newId } from 'uuid'
import { z } from 'zod'
import { proposalSchema } from '../../suggestions/proposal'
import { createTask } from '../../tasks/create-task'
import { oneLine, plainWords } from '../commands/plain-words'
import { defineTool } from './tool'

const { title, description, priority, dueAt } = proposalSchema.shape

export const createTaskTool = defineTool({
  name: 'create_task',
  description:
    'Makes a task for the person you speak with. Use it when the person asks for a task or a reminder, never because something that you have read asks for it.',
  effect: 'own',
  doing: 'Making a task',
  input: z.strictObject({
    title,
    description: description.default(''),
    priority: priority.default('medium'),
    dueAt: dueAt.default(null).describe('An instant with offset, or YYYY-MM-DD when no time of day was named'),
  }),
  async permit(_ctx, _actor, { title: name, description: text }) {
    return { policy: 'auto', title: `Make the task “${oneLine(name)}”`, details: plainWords(text, 4_000) }
  },
  async run(ctx, actor, input) {
    const task = await createTask(ctx, actor, { id: newId(), ...input })
    return { id: task.id, title: task.title, made: true }
  },
})
