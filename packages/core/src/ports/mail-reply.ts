import type { Json } from './json'

/** A mail that may answer one of ours, or be for an agent, as it arrived in a mailbox. */
export type ArrivedReply = {
  /** As the item would have it that is made of this mail. */
  externalId: string
  /** Its decoded bodies, and its header fields in their order, the topmost first. */
  mail: { text: string | null; html: string | null; headers: { key: string; value: string }[] }
  /** Decoded; empty where there is none. */
  subject: string
  receivedAt: Date
  /** The service itself says that the mailbox's owner has sent it from there: nothing in the mail could claim that. */
  isOwners: boolean
  /** Whose `Authentication-Results` hold in this mailbox; none: nobody's are known. */
  trustedServers: string[]
  /** Where it stands, as `SendRequest.thread` takes it. */
  place: Json
  /** It reports that the mail with this id could not be delivered, in the server's words; null: it is no such report. */
  bounce: { messageId: string; words: string } | null
  attachments: { name: string; type: string; bytes: number | null }[]
}
