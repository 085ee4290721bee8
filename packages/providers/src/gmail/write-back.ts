import { SwitchboardError } from '@switchboard/core/errors'
import type { ItemWriter, WriteBackAction } from '@switchboard/core/ports/item-writer'
import { mailEffects } from '../mail/effects'
import type { MailLabels } from './mail-labels'
import { modifyScope } from './oauth'
import { inverseSchema } from './schema'

const removedLabels: Record<WriteBackAction, string> = { mark_read: 'UNREAD', archive: 'INBOX' }

function removedLabel(action: WriteBackAction): string {
  const label = removedLabels[action]
  if (!label) throw new SwitchboardError('not_configured', 'This cannot be done at Gmail any more.')
  return label
}

/** Finishing a task takes a label from its mail. */
export const gmailWriter = (labels: MailLabels): ItemWriter => ({
  effects: mailEffects.map((effect) => ({ ...effect, needs: [modifyScope] })),

  async inverseOf(access, action, externalId) {
    const label = removedLabel(action)
    const before = await labels.of(access, externalId)
    return { labels: before.includes(label) ? [label] : [] }
  },

  apply: (access, action, externalId) => labels.change(access, externalId, { removeLabelIds: [removedLabel(action)] }),

  async revert(access, _action, externalId, inverse) {
    const { labels: taken } = inverseSchema.parse(inverse)
    if (taken.length > 0) await labels.change(access, externalId, { addLabelIds: taken })
  },
})
