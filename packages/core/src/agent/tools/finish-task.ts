import { z } from 'zod'
import { completeTask } from '../../tasks/complete-task'
import { findTask } from '../../tasks/find-task'
import { oneLine } from '../commands/plain-words'
import { defineTool } from './tool'

export const finishTaskTool = defineTool({
  name: 'finish_task',
  description:
    'Marks a task as done, by its id from list_tasks. Use it when the person says that it is done or asks for it.',
  effect: 'own',
  doing: 'Finishing a task',
  input: z.strictObject({ id: z.uuid() }),
  async permit(ctx, actor, { id }) {
    const { title } = await findTask(ctx, actor, id)
    return { policy: 'auto', title: `Finish the task “${oneLine(title)}”`, details: '' }
  },
  // Nobody is asked here: what the policies leave to be asked does not happen.
  async run(ctx, actor, { id }) {
    const { changed } = await completeTask(ctx, actor, { id })
    return { id, done: true, wasDoneBefore: !changed }
  },
})
