/** Marks what Switchboard itself has sent, so that no mailbox that it reads takes it for something to be done. */
export const ownMailHeader = 'X-Switchboard-Message'

/** Headers of more than this are nobody's. */
const longestHead = 64_000
const marked = new RegExp(`^${ownMailHeader}:`, 'im')

/** Whether a raw mail was sent by Switchboard: it told somebody of what is known already. */
export function isOwnMail(raw: Uint8Array): boolean {
  const [head = ''] = Buffer.from(raw.subarray(0, longestHead))
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)
  return marked.test(head)
}
