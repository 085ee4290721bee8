import { afterAll, beforeAll, describe } from 'vitest'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import { systemClock } from '@switchboard/core/system-clock'
import { createModel } from '@switchboard/models'
import { imap } from '@switchboard/providers/imap/index'
import { createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import { type Dovecot, hasDovecot, startDovecot } from '@switchboard/testing/dovecot'
import { type FaultyLine, openLine } from '@switchboard/testing/faulty-line'
import { describeFaults, type Faults, type Service, soon } from './fault-matrix'

describe.skipIf(!hasDovecot())('on a real mail server', () => {
  const database = createTestDatabase()
  const user = 'ada@mail.example'
  let dovecot: Dovecot
  let line: FaultyLine
  let ctx: TestContext
  let password = 'secret-1'
  let asked = 0
  let uidValidity = 2_000_000_000

  beforeAll(async () => {
    dovecot = await startDovecot({ users: { [user]: password } })
    line = await openLine({ host: dovecot.host, port: dovecot.ports.tls })
    const provider = imap({
      privateAddresses: 'allowed',
      publicUrl: 'http://localhost:3000',
      certificates: [dovecot.certificate.certificate],
      clock: systemClock,
    })
    const model = createModel({ GENERATOR: 'offline', OPENAI_BASE_URL: '', OPENAI_MODEL: '' }, systemClock)
    ctx = testContext(database, { providers: { imap: { ...provider, provider, missing: [] } }, model })
  })
  afterAll(async () => {
    await line?.close()
    await dovecot?.stop()
  })

  const service: Service = {
    name: 'IMAP',
    ctx: () => ctx,
    async begin() {
      await line.mend()
      await dovecot.admin('expunge', user, 'mailbox', '*', 'all')
    },
    async connect(actor, connectionId) {
      const values = { address: user, password, host: line.host, port: line.port }
      return (await connectByForm(ctx, actor, { provider: 'imap', connectionId, values })).connectionId
    },
    idIn: (externalId) => externalId.slice(externalId.indexOf('<')),
    settings: { markAsRead: 'never', archive: 'never' },
    async ask() {
      const messageId = `<${++asked}@fjordline.example>`
      await dovecot.deliver(
        user,
        `From: Noor Haddad <noor@fjordline.example>\nTo: ${user}\nSubject: Seat plan ${asked}\nMessage-ID: ${messageId}\n\nCould you please send me the seat plan ${asked} by Friday?\n`,
      )
      return messageId
    },
    mend: () => line.mend(),
    effects: [
      {
        action: 'archive',
        settings: { archive: 'auto' },
        count: async (id) => ((await dovecot.stateOf(user, id))?.folder === 'Archive' ? 1 : 0),
      },
      {
        action: 'mark_read',
        settings: { markAsRead: 'auto' },
        count: async (id) => ((await dovecot.stateOf(user, id))?.unread ? 0 : 1),
      },
    ],
    loseAnswer: (isMade) => line.cut(isMade),
  }
  const away = { code: 'unavailable', says: 'cannot be reached', leastMs: soon } as const
  const faults: Faults = {
    passing: [
      { fault: 'refused connection', strike: () => line.refuse(), ...away },
      {
        fault: 'no answer',
        strike: () => line.silence(),
        code: 'timeout',
        says: 'did not answer in time',
        leastMs: soon,
      },
      // At the greeting, while signing in, and while mail is read.
      ...[1, 4, 6, 8].map((times) => ({
        fault: `line that breaks before answer ${times}`,
        strike: () => line.cut((said) => said >= times),
        ...away,
      })),
    ],
    unseen: [],
    forgotten: [
      {
        fault: 'folder numbered anew',
        strike: async () => void (await dovecot.renumber(user, 'INBOX', ++uidValidity)),
      },
    ],
    lasting: [
      {
        fault: 'withdrawn password',
        async strike() {
          password = `secret-${Number(password.split('-')[1]) + 1}`
          await dovecot.setPassword(user, password)
        },
        code: 'unauthorized',
        says: 'Reconnect with a new one',
      },
    ],
  }
  describeFaults(service, faults)
})
