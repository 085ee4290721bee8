import path from 'node:path'
import { z } from 'zod'

const healthSchema = z.object({ mailsRead: z.number() })

/** 'own.mbox: 3 mails': what the sandbox has read of the exported mail. */
export async function mailboxLine(sandboxUrl: string, mailbox: string): Promise<string> {
  const response = await fetch(new URL('/health', sandboxUrl))
  const { mailsRead } = healthSchema.parse(await response.json())
  return `${path.basename(mailbox)}: ${mailsRead} ${mailsRead === 1 ? 'mail' : 'mails'}`
}
