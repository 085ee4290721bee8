import { createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Access } from '@switchboard/core/ports/access'
import type { MessageChannel } from '@switchboard/core/ports/message-channel'
import { systemClock } from '@switchboard/core/system-clock'
import { mailServerChannel } from '@switchboard/providers/smtp/channel'
import { describeMessageChannel } from '@switchboard/testing/describe-message-channel'
import { makeCertificate } from '@switchboard/testing/dovecot'
import { startSmtpServer, type TestSmtpServer } from '@switchboard/testing/smtp-server'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { messageWith } from '../mail/sample-messages'
import { mailTraits, shownMail } from '../mail/shown-mails'
import { smtpFault, takesEverything } from './smtp-faults'

const certificate = makeCertificate(path.join(mkdtempSync(path.join(tmpdir(), 'smtp-')), 'made'))
const users = { postmaster: 'the mail server’s password' }

const channelAt = (address: string, trusted = true) =>
  mailServerChannel({
    smtpUrl: address,
    from: 'Switchboard <switchboard@northwind.example>',
    publicUrl: 'http://localhost:3000',
    clock: systemClock,
    ...(trusted ? { certificates: [certificate.certificate] } : {}),
  })
const access = (timeoutMs = 5_000): Access => ({
  connectionId: 'mail-server',
  accessToken: '',
  settings: {},
  signal: new AbortController().signal,
  timeoutMs,
})
const request = (key = 'key-1') => ({ address: 'ada@northwind.example', message: messageWith(), key, thread: null })
const secret = encodeURIComponent(users.postmaster)

describe('the installation’s mail server', () => {
  let server: TestSmtpServer
  let channel: MessageChannel
  beforeAll(async () => {
    server = await startSmtpServer({ security: 'none' })
    channel = channelAt(`smtp://localhost:${server.port}`)
  })
  afterAll(() => server.stop())
  afterEach(() => {
    server.received.length = 0
    for (const name of Object.keys(server.behaviour)) Reflect.deleteProperty(server.behaviour, name)
  })

  describeMessageChannel(
    'The installation’s mail server',
    () => ({
      channel,
      access: async () => access(),
      address: 'ada@northwind.example',
      goneAddress: 'nobody@northwind.example',
      shown: () => Promise.all(server.received.map(({ raw }) => shownMail(raw))),
      fault: ({ kind }) => smtpFault(server, kind),
      clearFaults: () => takesEverything(server),
      withdrawToken: () => undefined,
    }),
    {
      ...mailTraits,
      sends: 'always',
      service: {
        tellsHowLong: false,
        refusesUnsent: true,
        findsSent: { lost: false, answered: false },
        unauthorized: null,
      },
    },
  )

  test('takes a message, and its place is what a later one answers to', async () => {
    const place = await channel.send(access(), request('first'))
    expect(server.received).toMatchObject([{ from: 'switchboard@northwind.example', to: ['ada@northwind.example'] }])
    expect(server.received[0]?.raw).toContain('Message-ID: <first@localhost>')
    await channel.askFeedback(access(), { ...request('second'), thread: place })
    expect(server.received[1]?.raw).toContain('In-Reply-To: <first@localhost>')
  })

  test('many at once go over a few conversations, each once', async () => {
    const before = server.connections()
    const keys = Array.from({ length: 40 }, (_, number) => `many-${number}`)
    await Promise.all(keys.map((key) => channel.send(access(), request(key))))
    const arrived = server.received.map(({ raw }) => /^Message-ID: <(.*)@localhost>/m.exec(raw)?.[1])
    expect(arrived.toSorted()).toEqual(keys.toSorted())
    expect(server.connections() - before).toBeLessThanOrEqual(3)
  })

  test('a conversation that has ended meanwhile is begun anew', async () => {
    await channel.send(access(), request('before'))
    server.hangUp()
    await channel.send(access(), request('after'))
    expect(server.received).toHaveLength(2)
  })

  test.each([
    ['nobody has the address', { onRecipient: () => ({ code: 550 }) }, 'gone', { sent: 'no' }],
    ['the mailbox is busy', { onRecipient: () => ({ code: 450 }) }, 'unavailable', { sent: 'no', concerns: 'address' }],
    ['it is greylisted', { onRecipient: () => ({ code: 451 }) }, 'unavailable', { sent: 'no', concerns: 'address' }],
    ['the server is full', { onRecipient: () => ({ code: 452 }) }, 'unavailable', { sent: 'no' }],
    ['the server closes down', { onMailFrom: () => ({ code: 421 }) }, 'rate_limited', { sent: 'no' }],
    [
      'the sender is refused',
      { onMailFrom: () => ({ code: 553 }) },
      'invalid_response',
      { sent: 'no', concerns: 'account' },
    ],
    ['it is too large', { onMailFrom: () => ({ code: 552 }) }, 'invalid_response', { sent: 'no' }],
    ['the mail is refused', { onMail: () => ({ code: 554 }) }, 'invalid_response', { sent: 'no' }],
    ['the mail cannot be kept', { onMail: () => ({ code: 452 }) }, 'unavailable', { sent: 'no' }],
    ['the line breaks after the mail', { onMail: () => 'lost' as const }, 'unavailable', {}],
  ])('%s', async (_, behaviour, code, facts) => {
    Object.assign(server.behaviour, behaviour)
    const error = await channel.send(access(), request()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code })
    expect(error).toHaveProperty('facts', facts)
    // What fails leaves nothing behind that the next would meet.
    for (const name of Object.keys(server.behaviour)) Reflect.deleteProperty(server.behaviour, name)
    await channel.send(access(), request('next'))
  })

  test('no answer to the mail in time: it may have arrived', async () => {
    server.behaviour.onMail = () => 'silent'
    const error = await channel.send(access(500), request()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'timeout', facts: {} })
  })

  test('an address that is none is gone without a word to the server', async () => {
    const before = server.connections()
    await expect(channel.send(access(), { ...request(), address: 'nobody' })).rejects.toMatchObject({ code: 'gone' })
    expect(server.connections()).toBe(before)
  })

  test('nothing that listens: unavailable, and not sent', async () => {
    const error = await channelAt('smtp://localhost:1')
      .send(access(), request())
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, facts: { sent: 'no' } })
  })

  test('its health is whether it would take mail', async () => {
    await channel.checkHealth(access())
    await expect(channelAt('smtp://localhost:1').checkHealth(access())).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('nobody can ask it what was sent', () => {
    expect(channel.findSent).toBeUndefined()
    expect(channel.update).toBeUndefined()
  })
})

describe.each(['tls', 'starttls'] as const)('by %s', (security) => {
  let server: TestSmtpServer
  beforeAll(async () => {
    server = await startSmtpServer({ security, certificate, users })
  })
  afterAll(() => server.stop())
  const scheme = security === 'tls' ? 'smtps' : 'smtp'
  const addressOf = (password: string) => `${scheme}://postmaster:${password}@localhost:${server.port}`

  test('it signs in, and nothing goes unencrypted', async () => {
    await channelAt(addressOf(secret)).send(access(), request())
    expect(server.received).toMatchObject([{ isEncrypted: true, user: 'postmaster' }])
  })

  test('a wrong password is the operator’s to mend, and stands nowhere', async () => {
    const error = await channelAt(addressOf('wrong-password'))
      .send(access(), request())
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'not_configured', facts: { sent: 'no' } })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('wrong-password')
    expect(String(error instanceof Error && error.cause)).not.toContain('wrong-password')
  })

  test('a certificate that is not trusted gets neither password nor mail', async () => {
    const count = server.received.length
    const error = await channelAt(addressOf(secret), false)
      .send(access(), request())
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT)'),
      facts: { sent: 'no' },
    })
    expect(server.received).toHaveLength(count)
  })
})

describe('what is no mail server', () => {
  const servers: Server[] = []
  const sockets: Socket[] = []
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    for (const server of servers.splice(0)) server.close()
  })
  async function portThatSays(greeting: string): Promise<number> {
    const server = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.write(greeting)
    }).listen(0, 'localhost')
    servers.push(server)
    await once(server, 'listening')
    const address = server.address()
    return address !== null && typeof address !== 'string' ? address.port : 0
  }

  test.each([
    ['another protocol', '* OK IMAP4rev1 ready\r\n', 'unavailable'],
    ['silence', '', 'timeout'],
    ['a server that is full', '421 too many connections\r\n', 'rate_limited'],
  ])('%s', async (_, greeting, code) => {
    const channel = channelAt(`smtp://localhost:${await portThatSays(greeting)}`)
    const error = await channel.send(access(400), request()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, facts: { sent: 'no' } })
  })
})
