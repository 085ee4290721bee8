import type { EmailItem } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch, ChangeRequest, OpenItem, OverItem } from '@switchboard/core/ports/item-source'
import { answeredBy, lastWords, mayAnswer, movedMails } from './ended-mails'
import type { LookCursor, MailThread } from './schema'
import { isAnswer } from './scope'
import { units } from './units'

type Calls = {
  readThread(access: Access, id: string): Promise<MailThread>
  /** Null: it cannot be read, or is one of ours. */
  readMail(access: Access, id: string): Promise<EmailItem | null>
}

/** What a forgotten history would have told of mails that somebody waits for, some of them with each batch. Null: all have had their turn. */
export function lookingAgain({ readThread, readMail }: Calls) {
  async function lookAt(access: Access, threadId: string, open: OpenItem[]) {
    const thread = await readThread(access, threadId)
    const over = movedMails(thread, open)
    const earliest = Math.min(...open.map(({ receivedAt }) => receivedAt.getTime()))
    let gets = 0
    for (const id of mayAnswer(thread, earliest)) {
      gets += 1
      const mail = await readMail(access, id)
      if (!mail || !isAnswer(mail)) continue
      const asked = new Set(open.map(({ externalId }) => externalId))
      over.push(...answeredBy(thread, mail).filter(({ externalId }) => asked.has(externalId)))
      break
    }
    return { over, gets }
  }

  return async (access: Access, cursor: LookCursor, { open, limit }: ChangeRequest): Promise<ChangeBatch | null> => {
    const waiting = (await open?.()) ?? []
    const due = waiting.filter(({ externalId }) => !cursor.looked.includes(externalId)).slice(0, limit)
    if (due.length === 0) return null
    const threads = new Map<string, OpenItem[]>()
    for (const item of due)
      if (item.threadId !== null) threads.set(item.threadId, [...(threads.get(item.threadId) ?? []), item])
    const over: OverItem[] = []
    let gets = 0
    for (const [threadId, items] of threads) {
      const seen = await lookAt(access, threadId, items)
      over.push(...seen.over)
      gets += seen.gets
    }
    const looked = [...cursor.looked, ...due.map(({ externalId }) => externalId)]
    return {
      items: [],
      over: lastWords(over),
      unreadable: [],
      notCovered: null,
      cursor: { ...cursor, looked },
      more: true,
      expected: null,
      apiCalls: threads.size + gets,
      quotaUnits: threads.size * units.thread + gets * units.get,
    }
  }
}
