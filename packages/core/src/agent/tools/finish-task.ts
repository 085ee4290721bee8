import { z } from 'zod'
import { completeTask } from '../../tasks/complete-task'
import { defineTool } from './tool'

export const finishTaskTool = defineTool({
  name: 'finish_task',
  description:
    'Marks a task as done, by its id from list_tasks. Use it when the person says that it is done or asks for it.',
  effect: 'own',
  doing: 'Finishing a task',
  input: z.strictObject({ id: z.uuid() }),
  // Nobody is asked here: what the policies leave to be asked does not happen.
  async run(ctx, actor, { id }) {
    const { task, changed } = await completeTask(ctx, actor, { id })
    return { id, title: task.title, done: true, wasDoneBefore: !changed }
  },
})
