import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Certificate } from './dovecot'

/** A mail as it came in, with its envelope. */
export type ReceivedMail = { from: string; to: string[]; raw: string; isEncrypted: boolean; user: string | null }

type Refusal = { code: number; message?: string }

/** What a test decides about mails that are handed over; each answers null to take it, or what is said in its place. */
export type SmtpBehaviour = {
  onMailFrom?: (address: string) => Refusal | null
  onRecipient?: (address: string) => Refusal | null
  /** After the whole mail has come. `lost`: the line breaks without an answer. `silent`: nothing comes at all. */
  onMail?: (mail: ReceivedMail) => Refusal | 'lost' | 'silent' | null
}

export type TestSmtpServer = Awaited<ReturnType<typeof startSmtpServer>>

/** A server that sends mail, for tests: it takes all of it and keeps it. With `users` it wants to know who sends. */
export async function startSmtpServer(options: {
  security: 'tls' | 'starttls' | 'none'
  certificate?: Certificate
  users?: Record<string, string>
}) {
  const received: ReceivedMail[] = []
  const behaviour: SmtpBehaviour = {}
  let connections = 0
  const { security, certificate, users } = options
  const settings: SMTPServerOptions = {
    secure: security === 'tls',
    ...(certificate ? { key: certificate.key, cert: certificate.certificate } : {}),
    logger: false,
    disabledCommands: [...(security === 'starttls' ? [] : ['STARTTLS']), ...(users ? [] : ['AUTH'])],
    authOptional: !users,
    closeTimeout: 100,
    onConnect(_session, done) {
      connections += 1
      done()
    },
    onAuth({ username = '', password = '' }, _session, done) {
      if (users?.[username] === password) done(null, { user: username })
      else done(refusal({ code: 535, message: 'Authentication credentials invalid' }))
    },
    onMailFrom: ({ address }, _session, done) => done(refusal(behaviour.onMailFrom?.(address) ?? null)),
    onRcptTo: ({ address }, _session, done) => done(refusal(behaviour.onRecipient?.(address) ?? null)),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const mail: ReceivedMail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
          isEncrypted: session.secure,
          user: session.user ?? null,
        }
        const said = behaviour.onMail?.(mail) ?? null
        if (said === null || said === 'lost' || said === 'silent') received.push(mail)
        if (said === 'lost') hangUp()
        else if (said !== 'silent') done(refusal(said))
      })
    },
  }
  const server = new SMTPServer(settings)
  // Who hangs up in the middle is part of the tests.
  server.on('error', () => undefined)
  const sockets = new Set<Socket>()
  server.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // Ended, not destroyed: Node does not survive that of a socket below TLS.
  const hangUp = () => {
    for (const socket of sockets) socket.end()
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, 'localhost', () => {
      const address = server.server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : 0)
    })
  })
  return {
    port,
    received,
    behaviour,
    connections: () => connections,
    hangUp,
    async stop() {
      hangUp()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const refusal = (said: Refusal | null) =>
  said === null ? null : Object.assign(new Error(said.message ?? 'Not now'), { responseCode: said.code })
