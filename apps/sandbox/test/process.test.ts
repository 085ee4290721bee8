import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ada, clientOf, start } from './sandbox-client'

const scratch = mkdtempSync(path.join(tmpdir(), 'sandbox-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a restart', () => {
  test('keeps connections, mail, history and caught mail', async () => {
    const dataDir = path.join(scratch, 'kept')
    const before = await start({ dataDir })
    const client = clientOf(before)
    const { body } = await client.exchange(await client.code())
    const [newest] = before.store.mailbox(ada).data.messages
    await client.gmail(body.access_token, `/messages/${newest?.id}/modify`, { removeLabelIds: ['UNREAD'] })
    const profile = await client.gmail(body.access_token, '/profile')
    await before.close()

    const after = await start({ dataDir })
    const again = clientOf(after)
    expect(await again.gmail(body.access_token, '/profile')).toEqual(profile)
    expect(await again.refresh(body.refresh_token)).toMatchObject({ status: 200 })
    expect(await again.gmail(body.access_token, `/messages/${newest?.id}`)).toMatchObject({
      body: { labelIds: ['INBOX'] },
    })
    await after.close()
    // It holds tokens.
    expect(statSync(path.join(dataDir, 'sandbox.json')).mode & 0o777).toBe(0o600)
  })

  test('loads exported mail beside what is there, and not twice', async () => {
    const mailbox = path.join(import.meta.dirname, 'fixtures/export.mbox')
    const options = { dataDir: path.join(scratch, 'export'), mailbox }
    await (await start(options)).close()
    const again = await start(options)
    expect(again.store.mailbox(ada).data.messages).toHaveLength(5)
    await again.close()
  })

  test('with a damaged file begins anew', async () => {
    const dataDir = mkdtempSync(path.join(scratch, 'damaged-'))
    writeFileSync(path.join(dataDir, 'sandbox.json'), '{"key":')
    const sandbox = await start({ dataDir })
    expect(sandbox.store.mailbox(ada).data.messages.length).toBeGreaterThan(60)
    await sandbox.close()
  })

  test('a reset brings the seed back and ends what was granted', async () => {
    const sandbox = await start()
    const client = clientOf(sandbox)
    const { body } = await client.exchange(await client.code())
    await client.control('/deliver', { to: ada, from: 'x@y.example', subject: 'Extra', text: 'x' })
    await client.control('/reset')
    expect(sandbox.store.mailbox(ada).data.messages.map(({ subject }) => subject)).not.toContain('Extra')
    expect(await client.gmail(body.access_token, '/profile')).toMatchObject({ status: 401 })
    await sandbox.close()
  })
})

const sentSchema = z.object({ sent: z.array(z.object({ text: z.string() })) })

describe('mail that the product sends', () => {
  test('is caught and shown, both of its parts and its headers', async () => {
    const sandbox = await start({ smtpPort: 0 })
    const transport = createTransport(`smtp://127.0.0.1:${sandbox.smtpPort}`)
    await transport.sendMail({
      from: 'switchboard@localhost',
      to: 'eve@x.example',
      subject: 'Sign in',
      text: 'Your link: http://x',
      html: '<p>Your <b>link</b></p>',
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    transport.close()
    const caught = await (await fetch(`${sandbox.url}/control/mails`)).json()
    expect(caught).toMatchObject({
      mails: [
        {
          to: 'eve@x.example',
          subject: 'Sign in',
          text: expect.stringContaining('http://x'),
          headers: { 'auto-submitted': 'auto-generated', subject: 'Sign in' },
        },
      ],
    })
    const page = await (await fetch(`${sandbox.url}/mail`)).text()
    expect(page).toContain('Sign in')
    expect(page).toContain('srcdoc="&lt;p&gt;Your &lt;b&gt;link')
    expect(page).toContain('<pre>Your link: http://x')
    expect(page).toContain('auto-submitted: auto-generated')
    await sandbox.close()
  })

  test('is counted far beyond what is shown, and the file keeps what is shown', async () => {
    const dataDir = path.join(scratch, 'counted')
    const sandbox = await start({ dataDir })
    const at = new Date().toISOString()
    const mail = (nth: number) => ({ id: `${nth}`, from: 'a@x', to: 'eve@x.example', subject: `Notice ${nth}`, at })
    for (let nth = 1; nth <= 20_100; nth++) sandbox.store.catchMail({ ...mail(nth), text: '', html: null })
    const answer: unknown = await (await fetch(`${sandbox.url}/control/sent`)).json()
    const sent = sentSchema.parse(answer).sent.map(({ text }) => text)
    expect([sent.length, sent[0], sent.at(-1)]).toEqual([20_000, 'Notice 101', 'Notice 20100'])
    expect((await (await fetch(`${sandbox.url}/mail`)).text()).match(/<h2>Notice/g)).toHaveLength(100)
    await sandbox.close()

    const { caught, ...saved } = JSON.parse(readFileSync(path.join(dataDir, 'sandbox.json'), 'utf8'))
    expect(caught).toHaveLength(100)
    expect(JSON.stringify(saved).includes('Notice 2')).toBe(false)
    const again = await start({ dataDir })
    expect(again.store.mailsSent.map(({ subject }) => subject).slice(0, 2)).toEqual(['Notice 20001', 'Notice 20002'])
    await again.close()
  })
})

const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address

const reached = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = net.connect({ host, port, timeout: 2_000 })
    const answer = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket
      .once('connect', () => answer(true))
      .once('error', () => answer(false))
      .once('timeout', () => answer(false))
  })

describe('who can reach it', () => {
  test.skipIf(!outside)('this machine and nobody else (skipped without a network)', async () => {
    const sandbox = await start({ smtpPort: 0 })
    const ports = [Number(new URL(sandbox.url).port), sandbox.smtpPort ?? 0]
    for (const port of ports) {
      expect(await reached('localhost', port)).toBe(true)
      expect(await reached(outside ?? '', port)).toBe(false)
    }
    await sandbox.close()
  })

  test.each([
    ['a real Google key', { GOOGLE_CLIENT_ID: '1234.apps.googleusercontent.com' }, 'GOOGLE_CLIENT_ID'],
    ['a real key of the model', { OPENAI_API_KEY: 'sk-proj-1' }, 'OPENAI_API_KEY'],
    ['a public address', { PUBLIC_URL: 'https://switchboard.example.com' }, 'PUBLIC_URL'],
  ])('the process refuses to run beside %s, and does not print the key', (_, env, name) => {
    const main = path.join(import.meta.dirname, '../src/main.ts')
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', 'tsx', main], {
      env: { SANDBOX_PORT: '45871', SANDBOX_SMTP_PORT: '45872', ...env },
      encoding: 'utf8',
      timeout: 15_000,
    })
    expect(status).toBe(1)
    expect(stderr).toContain(name)
    for (const value of Object.values(env)) expect(stdout + stderr).not.toContain(value)
  })
})
