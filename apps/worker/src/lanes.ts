import type { TaskList } from 'graphile-worker'
import type { JobName } from '@switchboard/core/jobs'

export type Lane = {
  /** Jobs that run at once in one worker. */
  atOnce: number
  /** Jobs are taken from the queue in one go rather than one by one: whoever waits for many asks once. */
  takesMany: boolean
  tasks: TaskList
}

const answers: JobName[] = ['answer-message', 'learn-facts']
const syncs: JobName[] = ['sync-connection', 'retry-items']

/**
 * What waits for nobody of another lane: a mailbox may be read for minutes, and a model may talk as long. Answers cost next to nothing while
 * the model thinks, so many of them are under way at once; the others work themselves, and more of them at once are no faster.
 */
export function lanesOf(tasks: TaskList): Lane[] {
  const pick = (fits: (name: string) => boolean): TaskList =>
    Object.fromEntries(Object.entries(tasks).filter(([name]) => fits(name)))
  const isAnswer = (name: string) => answers.some((answer) => answer === name)
  const isSync = (name: string) => syncs.some((sync) => sync === name)
  return [
    { atOnce: 4, takesMany: false, tasks: pick((name) => !isAnswer(name) && !isSync(name)) },
    { atOnce: 4, takesMany: false, tasks: pick(isSync) },
    { atOnce: 256, takesMany: true, tasks: pick(isAnswer) },
  ]
}
