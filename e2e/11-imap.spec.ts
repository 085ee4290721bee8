import { type Dovecot, startDovecot } from '@switchboard/testing/dovecot'
import { addresses } from './addresses'
import { mailServerCertificate } from './mail-server'
import { expect, expectAccessible, judgeOffline, seeArrive, test, visit } from './world'

const dora = 'dora@harbour.example'
const password = 'an app password of Dora'
const certificate = mailServerCertificate()

/** A mail to Dora that asks for what its subject names. */
const ask = (subject: string, messageId: string) => `From: Noor Haddad <noor@fjordline.example>
To: Dora Maar <${dora}>
Subject: ${subject}
Message-ID: ${messageId}

Hi Dora,

Could you please send me the ${subject.toLowerCase()} by Friday?

Noor
`

test.describe('A mailbox by IMAP', () => {
  test.skip(certificate === null, 'No mail server can be had on this machine.')
  let server: Dovecot
  test.beforeAll(async () => {
    if (certificate) server = await startDovecot({ users: { [dora]: password }, certificate })
  })
  test.afterAll(() => server?.stop())

  test('connect by a form, sync, decide, finish, hear of new mail at once, disconnect', async ({ page, sandbox }) => {
    test.setTimeout(180_000)
    await server.deliver(dora, ask('Seat plan', '<seat-plan@fjordline.example>'))

    await test.step('a person of a team of their own', async () => {
      await visit(page, '/sign-in')
      await page.getByLabel('Your e-mail address').fill(dora)
      await page.getByRole('button', { name: 'Send a sign-in link' }).click()
      await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
      const [mail] = await sandbox.mailsTo(dora)
      const link = /http\S+/.exec(mail?.text ?? '')?.[0] ?? ''
      expect(link).toContain(addresses.web)
      await page.goto(link)
      await page.getByRole('button', { name: 'Sign in to Switchboard' }).click()
      await expect(page.getByText('Suggestions will appear here')).toBeVisible()
      await judgeOffline(page, true)
    })

    const field = (label: string) => page.getByLabel(label, { exact: true })

    await test.step('the form knows the large services, and every wrong field says so at once', async () => {
      await visit(page, '/integrations')
      await page.getByRole('button', { name: 'Connect IMAP mailbox' }).click()
      await expect(page.getByRole('heading', { name: 'Connect IMAP mailbox' })).toBeVisible()
      await expectAccessible(page)
      await field('E-mail address').fill('dora@icloud.com')
      await expect(field('Mail server')).toHaveValue('imap.mail.me.com')
      await expect(page.getByText('Apple takes an app-specific password only.')).toBeVisible()
      await field('E-mail address').fill('dora')
      await page.getByRole('button', { name: 'Connect', exact: true }).click()
      await expect(page.getByText('Give a full address such as ada@example.com.')).toBeVisible()
      await expect(page.getByText('Fill this in.')).toHaveCount(2)
      await expect(field('E-mail address')).toBeFocused()
      await expectAccessible(page)
    })

    await test.step('a wrong password is refused at its field, and nothing is half-connected', async () => {
      await field('E-mail address').fill(dora)
      await field('App password').fill('my usual password')
      await field('Mail server').fill(server.host)
      await field('Port').fill(String(server.ports.tls))
      await page.getByRole('button', { name: 'Connect', exact: true }).click()
      await expect(page.getByText(`The server does not accept it for ${dora}.`)).toBeVisible()
      await expect(field('App password')).toBeFocused()
    })

    await test.step('the right one connects, and the first sync finds what waits', async () => {
      await field('App password').fill(password)
      await page.getByRole('button', { name: 'Connect', exact: true }).click()
      await expect(page.getByRole('heading', { name: `${dora} is connected` })).toBeVisible()
      await page.getByRole('link', { name: 'Decide it' }).click({ timeout: 60_000 })
    })

    const list = page.getByRole('region', { name: 'Suggestion list' })

    await test.step('finish the task: the mail is read and archived on the server', async () => {
      await list.getByRole('link', { name: /seat plan/i }).click()
      await page.getByRole('group', { name: 'Decision' }).getByRole('button', { name: 'Approve' }).click()
      await expect(page.getByRole('status').filter({ hasText: 'Approved' })).toBeVisible()
      expect(await server.stateOf(dora, '<seat-plan@fjordline.example>')).toEqual({ folder: 'INBOX', unread: true })
      await visit(page, '/tasks')
      await page.getByRole('button', { name: /^Done: .*seat plan/i }).click()
      await expect(page.locator('.task-row', { hasText: /seat plan/i }).getByText('Archived')).toBeVisible({
        timeout: 30_000,
      })
      // To be read is a change of its own, before or after it.
      await expect
        .poll(() => server.stateOf(dora, '<seat-plan@fjordline.example>'), { timeout: 30_000 })
        .toEqual({ folder: 'Archive', unread: false })
    })

    await test.step('the server tells of a new mail, which is there without a sync being asked for', async () => {
      await visit(page, '/')
      await server.deliver(dora, ask('Floor plan', '<floor-plan@fjordline.example>'))
      await seeArrive(page, /floor plan/i)
    })

    await test.step('a folder that is not there is refused at its field', async () => {
      await visit(page, '/integrations')
      await page.getByRole('link', { name: 'IMAP mailbox', exact: true }).click()
      await expect(page.getByText(/^Listening since \d\d:\d\d$/)).toBeVisible()
      await field('Folder to watch').fill('Nowhere')
      await page.getByRole('button', { name: 'Save settings' }).click()
      await expect(page.getByText('There is no folder ‘Nowhere’ in this mailbox.')).toBeVisible()
      await expectAccessible(page)
    })

    await test.step('disconnect', async () => {
      page.on('dialog', (dialog) => void dialog.accept())
      await visit(page, '/integrations')
      await page.getByRole('button', { name: `More for IMAP mailbox ${dora}` }).click()
      await page.getByRole('menuitem', { name: 'Disconnect' }).click()
      await page.getByRole('button', { name: 'Disconnect IMAP mailbox' }).click()
      await expect(page.getByText(`IMAP mailbox ${dora} is disconnected.`)).toBeVisible()
      await expect(page.getByText('Nothing is connected.')).toBeVisible()
    })
  })
})
