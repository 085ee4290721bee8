import type { Context } from '../context'
import type { ItemSnapshot } from '../items'
import { judgeItem } from '../suggestions/judge-item'
import { suggestItems } from '../suggestions/suggest-items'
import { runSync } from './run-sync'

/** Of no team: the database finds nothing by it. */
const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * Goes once through what a sync needs, so that a worker which takes over from a dead one does not begin by loading and compiling. Asks
 * nothing of a service and writes nothing.
 */
export async function warmUp(ctx: Context): Promise<void> {
  for (const entry of Object.values(ctx.providers)) await entry.provider?.source?.warmUp?.()
  const item = sampleAt(ctx.clock.now())
  await judgeItem({ ...ctx, model: ctx.offlineModel }, { item, timeZone: 'UTC', person: reader }, async () => undefined)
  await suggestItems(ctx, [{ teamId: nobody, itemId: nobody, heldUntil: null }])
  await runSync(ctx, { teamId: nobody, connectionId: nobody, trigger: 'schedule' })
}

const reader = { name: 'Reader', addresses: ['reader@localhost'] }

const sampleAt = (now: Date): ItemSnapshot => ({
  kind: 'email',
  externalId: 'sample',
  threadId: null,
  title: 'The draft of the contract',
  sender: { name: 'Writer', address: 'writer@localhost' },
  receivedAt: now.toISOString(),
  url: null,
  text: 'Hello,\n\ncould you please review the draft and send me your notes by Friday, 3 pm? We cannot start before.\n\nKind regards',
  to: [{ name: 'Reader', address: 'reader@localhost' }],
  cc: [],
  messageId: null,
  inReplyTo: null,
  quotedText: '',
  html: null,
  attachments: [],
  labels: [],
  unread: true,
  bulk: false,
  snippet: '',
})
