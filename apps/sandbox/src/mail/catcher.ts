import { randomUUID } from 'node:crypto'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { Store } from '../state/store'

/** Takes every mail that the product sends. */
export function createMailCatcher(store: Store): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        PostalMime.parse(Buffer.concat(chunks)).then(
          (mail) => {
            const to = session.envelope.rcptTo.map(({ address }) => address).join(', ')
            store.catchMail({
              id: randomUUID(),
              from: mail.from?.address ?? '',
              to,
              subject: mail.subject ?? '',
              text: mail.text ?? '',
              html: mail.html ?? null,
              headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
              at: new Date().toISOString(),
            })
            done()
          },
          (error: unknown) => done(error instanceof Error ? error : new Error('The mail cannot be read.')),
        )
      })
    },
  })
}
