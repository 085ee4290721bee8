import type { SmtpServer } from '../smtp/client'
import type { ImapAccount } from './schema'

/** The server by which a mailbox sends, with the login that opens it; null where its owner has named none. */
export const smtpServerOf = ({ smtp, user, password }: ImapAccount): SmtpServer | null =>
  smtp ? { ...smtp, login: { user, password } } : null
