import { SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ItemActs } from '@switchboard/core/ports/item-acts'
import { findLabels } from './labels'
import type { MailLabels } from './mail-labels'
import { modifyScope } from './oauth'

/** What agents do in a mailbox: they put a label that is there on a mail, which is no change when it has it. */
export function gmailActs(labels: MailLabels): ItemActs {
  async function label(access: Access, id: string, name: string): Promise<void> {
    const found = await findLabels([name], { remembered: [], ask: () => labels.list(access), advice: null })
    const addLabelIds = found.map((one) => one.id)
    // A mail would vanish, or look as if it were another's decision.
    if (addLabelIds.some((one) => closed.has(one)))
      throw new SwitchboardError('invalid_input', 'This label is Gmail’s own: choose another.', { field: 'label' })
    await labels.change(access, id, { addLabelIds })
  }

  return {
    kinds: [{ kind: 'label', setting: 'agentLabel', doing: 'Label the mail', needs: [modifyScope] }],
    async act(access, request) {
      if (request.kind === 'label') await label(access, request.externalId, request.label)
    },
  }
}

const closed = new Set(['TRASH', 'SPAM', 'SENT', 'DRAFT', 'CHAT', 'INBOX', 'UNREAD'])
