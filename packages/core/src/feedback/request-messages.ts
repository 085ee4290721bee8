import type { FeedbackRequest } from '@switchboard/db'
import type { NewMessage } from '../channels/queue-messages'

/** One message to each person on each channel; without channels one to each, on whichever reaches them first. */
export function requestMessages(request: FeedbackRequest, userIds: string[], reminder: 0 | 1 | 2): NewMessage[] {
  const { teamId, id } = request
  const channels = request.channels.length > 0 ? request.channels : [null]
  const about = reminder === 0 ? `feedback:${id}` : `feedback:${id}:reminder:${reminder}`
  return userIds.flatMap((userId) =>
    channels.map((only) => ({
      teamId,
      userId,
      key: `${about}:${only ?? 'preferred'}`,
      kind: 'feedback' as const,
      subjectId: id,
      data: { reminder },
      asks: true,
      only,
    })),
  )
}
