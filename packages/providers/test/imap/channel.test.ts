import type { Access } from '@switchboard/core/ports/access'
import { imapForm } from '@switchboard/providers/imap/form'
import { imapSettingsSchema } from '@switchboard/providers/imap/schema'
import { describeMessageChannel } from '@switchboard/testing/describe-message-channel'
import { type Dovecot, hasDovecot, startDovecot } from '@switchboard/testing/dovecot'
import { startSmtpServer, type TestSmtpServer } from '@switchboard/testing/smtp-server'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { messageWith } from '../mail/sample-messages'
import { mailTraits, shownMail } from '../mail/shown-mails'
import { smtpFault, takesEverything } from '../smtp/smtp-faults'
import { imapAt, password, user, valuesFor } from './imap-world'

describe.skipIf(!hasDovecot())('sending from a mailbox on a real server', () => {
  let dovecot: Dovecot
  let smtp: TestSmtpServer
  let startTls: TestSmtpServer
  /** Those that the server for sending knows. */
  const logins: Record<string, string> = { [user]: password }
  beforeAll(async () => {
    dovecot = await startDovecot({ users: { [user]: password } })
    const options = { certificate: dovecot.certificate, users: { [user]: password } }
    smtp = await startSmtpServer({ security: 'tls', ...options, users: logins })
    startTls = await startSmtpServer({ security: 'starttls', ...options })
  })
  afterAll(async () => {
    await smtp?.stop()
    await startTls?.stop()
    await dovecot?.stop()
  })
  afterEach(() => {
    smtp.received.length = 0
    for (const name of Object.keys(smtp.behaviour)) Reflect.deleteProperty(smtp.behaviour, name)
  })

  const provider = () => imapAt(dovecot)
  const values = () => ({
    ...valuesFor(dovecot),
    smtpHost: 'localhost',
    smtpPort: smtp.port,
    smtpSecurity: 'tls',
  })
  const formWith = (privateAddresses: 'allowed' | 'refused' = 'allowed') =>
    imapForm({ privateAddresses, certificates: [dovecot.certificate.certificate] }, 1_500)
  const connect = (changes: object, form = formWith()) =>
    form.connect(form.fields.parse({ ...values(), ...changes }), AbortSignal.timeout(15_000))
  const access = async (changes: object = {}): Promise<Access> => ({
    connectionId: 'connection-1',
    accessToken: (await connect(changes)).tokens.accessToken,
    settings: imapSettingsSchema.parse({ sendMessages: true }),
    signal: new AbortController().signal,
    timeoutMs: 5_000,
  })
  const request = (key: string) => ({ address: user, message: messageWith(), key, thread: null })
  const since = () => new Date()

  describeMessageChannel(
    'A mailbox',
    () => {
      // What is withdrawn in one test is known again in the next.
      logins[user] = password
      return {
        channel: provider().channel,
        access,
        address: user,
        goneAddress: 'nobody@mail.example',
        shown: () => Promise.all(smtp.received.map(({ raw }) => shownMail(raw))),
        fault: ({ kind }) => smtpFault(smtp, kind),
        clearFaults: () => takesEverything(smtp),
        withdrawToken: () => {
          logins[user] = 'another'
          smtp.hangUp()
        },
      }
    },
    {
      ...mailTraits,
      sends: 'once_switched_on',
      service: {
        tellsHowLong: false,
        refusesUnsent: true,
        // The copy of a mail whose answer was lost was never kept.
        findsSent: { lost: false, answered: true },
        unauthorized: 'not_configured',
      },
    },
  )

  test('goes out by the same login, and a copy lies among the sent ones, read', async () => {
    const place = await provider().channel.send(await access(), request('first'))
    expect(smtp.received).toMatchObject([{ from: user, to: [user], user, isEncrypted: true }])
    expect(await dovecot.stateOf(user, '<first@localhost>')).toEqual({ folder: 'Sent', unread: false })
    await provider().channel.send(await access(), { ...request('second'), thread: place })
    expect(smtp.received[1]?.raw).toContain('References: <first@localhost>')
  })

  test('is found by its copy after the answer was lost; without one nobody can tell', async () => {
    const { channel } = provider()
    await channel.send(await access(), request('found'))
    const query = { address: user, since: since(), thread: null }
    expect(await channel.findSent?.(await access(), { ...query, keys: ['found', 'other'] })).toEqual(
      new Map<string, unknown>([
        ['found', { place: { messageId: '<found@localhost>', subject: 'Gmail needs you', references: [] } }],
        ['other', 'unknowable'],
      ]),
    )
    smtp.behaviour.onMail = () => 'lost'
    const error = await channel.send(await access(), request('lost')).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unavailable', facts: {} })
    const found = await channel.findSent?.(await access(), { ...query, keys: ['lost'] })
    expect(found).toEqual(new Map([['lost', 'unknowable']]))
  })

  test('is found under the id that Google has given it; answers name that one', async () => {
    const { channel } = provider()
    await channel.send(await access(), request('first'))
    const raw = (smtp.received[0]?.raw ?? '').replace(
      /^Message-ID: .*$/im,
      'Message-ID: <given@mail.example>\r\nX-Google-Original-Message-ID: <renamed@localhost>\r\nReferences: <a@localhost>\r\n <b@localhost>',
    )
    await dovecot.deliver(user, raw, 'Sent')
    const query = { address: user, since: since(), thread: null, keys: ['renamed'] }
    expect(await channel.findSent?.(await access(), query)).toEqual(
      new Map([
        [
          'renamed',
          {
            place: {
              messageId: '<given@mail.example>',
              subject: 'Gmail needs you',
              references: ['<a@localhost>', '<b@localhost>'],
            },
          },
        ],
      ]),
    )
  })

  test('a copy that cannot be kept changes nothing: it was sent', async () => {
    const given = await access()
    const account: object = JSON.parse(given.accessToken)
    const accessToken = JSON.stringify({ ...account, port: 1 })
    await provider().channel.send({ ...given, accessToken }, request('no-copy'))
    expect(smtp.received).toHaveLength(1)
    expect(await dovecot.stateOf(user, '<no-copy@localhost>')).toBeNull()
  })

  test('what it has sent to its owner is passed over by the sync', async () => {
    const given = await access()
    await provider().channel.send(given, request('own'))
    await dovecot.deliver(user, smtp.received[0]?.raw ?? '')
    const batch = await provider().source.fetchChanges(given, { cursor: null, limit: 50, since: null })
    expect(batch.items.map((item) => item.kind === 'email' && item.messageId)).not.toContain('<own@localhost>')
    expect(batch.unreadable).toEqual([])
  })

  test('by STARTTLS as well', async () => {
    const given = await access({ smtpPort: startTls.port, smtpSecurity: 'starttls' })
    await provider().channel.send(given, request('starttls'))
    expect(startTls.received).toMatchObject([{ isEncrypted: true, user }])
  })

  describe('connecting', () => {
    const closed = 1_024
    test.each([
      ['nothing that listens', () => ({ smtpPort: closed }), 'smtpHost', /nothing answers there on port 1024/],
      ['an unknown name', () => ({ smtpHost: 'no-such-server.invalid' }), 'smtpHost', /no server called/],
      ['TLS where STARTTLS is', () => ({ smtpPort: startTls.port }), 'smtpSecurity', /does not speak it this way/],
      [
        'another protocol',
        () => ({ smtpPort: dovecot.ports.plain, smtpSecurity: 'starttls' }),
        'smtpPort',
        /no server that sends mail/,
      ],
    ])('%s is said at its field', async (_, changes, field, message) => {
      await expect(connect(changes())).rejects.toMatchObject({
        code: 'invalid_input',
        field,
        message: expect.stringMatching(message),
      })
    })

    test('a login that the mailbox takes and the other server does not is said there', async () => {
      const other = await startSmtpServer({ security: 'tls', certificate: dovecot.certificate, users: {} })
      await expect(connect({ smtpPort: other.port })).rejects.toMatchObject({
        field: 'smtpHost',
        message: expect.stringContaining('does not accept the user name and password'),
      })
      await other.stop()
    })

    test('what was filled in is shown again, the password not', async () => {
      const { tokens } = await connect({})
      expect(formWith().shownValues(tokens.accessToken)).toEqual({
        address: user,
        host: 'localhost',
        port: dovecot.ports.tls,
        security: 'tls',
        user: '',
        smtpHost: 'localhost',
        smtpPort: smtp.port,
        smtpSecurity: 'tls',
      })
    })

    test('without a server for sending the mailbox is only read', async () => {
      const given = await access({ smtpHost: '' })
      await provider().source.checkHealth(given)
      await expect(provider().channel.send(given, request('none'))).rejects.toMatchObject({
        code: 'not_configured',
        facts: { sent: 'no' },
      })
      await expect(provider().source.checkedSettings?.check(given)).rejects.toMatchObject({
        code: 'invalid_input',
        field: 'sendMessages',
      })
    })

    test('an account of before sending was asked for reads on, and begins with what its service wants', async () => {
      const { smtpHost, smtpPort, smtpSecurity, ...before } = values()
      expect([smtpHost, smtpPort, smtpSecurity]).toHaveLength(3)
      const accessToken = JSON.stringify({ ...before, user })
      await provider().source.checkHealth({ ...(await access()), accessToken })
      const shown = formWith().shownValues(JSON.stringify({ ...before, user, address: 'ada@icloud.com' }))
      expect(shown).toMatchObject({ smtpHost: 'smtp.mail.me.com', smtpPort: 587, smtpSecurity: 'starttls' })
    })
  })
})

test.each(['127.0.0.1', '10.0.0.8', '169.254.169.254', 'localhost'])(
  'a server for sending at %s is refused where private networks are kept to itself',
  async (host) => {
    const { openSmtp } = await import('@switchboard/providers/smtp/client')
    const server = { host, port: 465, security: 'tls' as const, login: null }
    const limits = { signal: new AbortController().signal, timeoutMs: 1_000 }
    await expect(openSmtp(server, { privateAddresses: 'refused' }, limits)).rejects.toMatchObject({
      kind: 'private_host',
    })
  },
)
