import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { imapForm } from '@switchboard/providers/imap/form'
import { imapPresets } from '@switchboard/providers/imap/presets'
import { isPublicAddress } from '@switchboard/providers/net/public-address'
import { type Dovecot, hasDovecot, startDovecot } from '@switchboard/testing/dovecot'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { password, user, valuesFor } from './imap-world'

const values = { address: user, password, host: 'localhost', port: 993, security: 'tls' }
const formWith = (config: Partial<Parameters<typeof imapForm>[0]> = {}) =>
  imapForm({ privateAddresses: 'allowed', ...config }, 1_500)
const connect = (changes: object, form = formWith()) =>
  form.connect(form.fields.parse({ ...values, ...changes }), AbortSignal.timeout(15_000))

describe('a server that is none', () => {
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
  const withoutTls = '* OK [CAPABILITY IMAP4rev1] ready\r\n'

  test.each([
    ['an unknown name', async () => ({ host: 'no-such-server.invalid' }), 'host', /no server called/],
    ['nothing that listens', async () => ({ port: 1_024 }), 'host', /nothing answers there on port 1024/],
    ['no TLS', async () => ({ port: await portThatSays(withoutTls) }), 'security', /does not speak it this way/],
    [
      'no STARTTLS',
      async () => ({ port: await portThatSays(withoutTls), security: 'starttls' }),
      'security',
      /does not speak it this way/,
    ],
    [
      'another protocol',
      async () => ({ port: await portThatSays('220 mail ESMTP\r\n'), security: 'starttls' }),
      'port',
      /no mail server that speaks IMAP/,
    ],
    [
      'no greeting',
      async () => ({ port: await portThatSays(''), security: 'starttls' }),
      'port',
      /no mail server that speaks IMAP/,
    ],
  ])('%s is said at its field', async (_, changes, field, sentence) => {
    await expect(connect(await changes())).rejects.toMatchObject({
      code: 'invalid_input',
      field,
      message: expect.stringMatching(sentence),
    })
  })

  test('silence where TLS should be is a time-out, which may pass', async () => {
    await expect(connect({ port: await portThatSays('') })).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
      field: 'host',
    })
  })

  test.each([25, 22, 80, 443, 0, 65_536, 1.5])('port %d is none of a mail server’s', (port) => {
    expect(formWith().fields.safeParse({ ...values, port }).error?.issues[0]).toMatchObject({ path: ['port'] })
  })
})

describe('where a private network is kept to itself', () => {
  const closed = () => formWith({ privateAddresses: 'refused' })

  test.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '0.0.0.0', '::ffff:192.168.0.1', 'localhost'])(
    '%s is refused before anything is sent',
    async (host) => {
      await expect(connect({ host }, closed())).rejects.toMatchObject({
        code: 'invalid_input',
        field: 'host',
        message: expect.stringContaining('private network'),
      })
    },
  )

  test.each([
    ['8.8.8.8', true],
    ['2606:4700:4700::1111', true],
    ['100.64.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['224.0.0.1', false],
    ['not an address', false],
  ])('%s: public is %s', (address, isPublic) => expect(isPublicAddress(address)).toBe(isPublic))
})

test('each preset fills in what the form takes, and no domain has two', () => {
  const domains = imapPresets.flatMap((preset) => preset.domains)
  expect(new Set(domains).size).toBe(domains.length)
  for (const preset of imapPresets)
    expect(formWith().fields.safeParse({ ...values, ...preset.values }).error, preset.name).toBeUndefined()
})

describe.skipIf(!hasDovecot())('a real server', () => {
  let dovecot: Dovecot
  beforeAll(async () => {
    dovecot = await startDovecot({ users: { [user]: password } })
  })
  afterAll(() => dovecot?.stop())
  const trusted = () => formWith({ certificates: [dovecot.certificate.certificate] })

  test('is spoken to by TLS and by STARTTLS, under a user name of its own', async () => {
    for (const [security, port] of [
      ['tls', dovecot.ports.tls],
      ['starttls', dovecot.ports.plain],
    ]) {
      const changes = { ...valuesFor(dovecot), address: 'Ada@Elsewhere.example', user, security, port }
      const { account } = await connect(changes, trusted())
      expect(account).toEqual({ id: 'ada@elsewhere.example', name: 'Ada@Elsewhere.example' })
    }
  })

  test('whose certificate is not trusted gets no password', async () => {
    await expect(connect(valuesFor(dovecot))).rejects.toMatchObject({
      field: 'host',
      message: expect.stringMatching(/not trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\)/),
    })
  })
})
