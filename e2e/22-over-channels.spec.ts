import { linkSlackAccount, openMessages, workspace } from './slack-account'
import { expect, expectAccessible, goToConsent, signInByLink, test, visit } from './world'

test.use({ live: true })

const mailbox = 'ben@northwind.example'
const question = 'We may ship today'

test('One conversation goes on in the browser, in Slack and by mail, and its page says which was where and why', async ({
  page,
  sandbox,
}) => {
  // An answer waits 20 seconds for who has just left the page.
  test.setTimeout(240_000)
  // A team of its own, and an account in Slack that is linked to nobody else.
  const person = `hugo.${Date.now()}@northwind.example`
  await signInByLink(page, sandbox, person)
  await linkSlackAccount(page, sandbox, 'priya@northwind.example')
  let room = ''
  let mend = async () => {}
  const lastPost = async () => (await sandbox.slackPosts(room)).at(-1)

  await test.step('they ask in the browser and turn to something else', async () => {
    await visit(page, '/integrations')
    await goToConsent(page, 'Ben Okafor')
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByRole('heading', { name: /connected/ })).toBeVisible()
    await visit(page, '/conversations?new=true')
    // The answer is to come when they have left; what has just been connected is judged meanwhile, by the same model.
    await sandbox.slowDown('/openai/v1/chat/completions', 3_000, 500)
    await page.getByRole('textbox', { name: 'Message' }).fill('What tasks are on my list?')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/conversations\/[0-9a-f-]{36}$/)
  })
  const path = new URL(page.url()).pathname

  await test.step('the answer finds them in Slack, where they go on below it', async () => {
    await openMessages(page, /Priya/)
    await sandbox.mendAll()
    room = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await expect.poll(async () => (await lastPost())?.text, { timeout: 60_000 }).toContain('no such tasks')
    const body = JSON.stringify({ ok: false, error: 'messages_tab_disabled' })
    // Not once: other teams may post in the same workspace meanwhile.
    mend = await sandbox.switchOn({ kind: 'answer', path: '/slack/api/chat.postMessage', status: 200, body })
    await sandbox.answerInSlack(room, (await lastPost())?.ts ?? '', 'Please ask me whether we may ship today')
  })

  await test.step('a question that Slack does not take is answered by mail, and the agent goes on in Slack', async () => {
    const asked = async () => (await sandbox.mailsTo(person)).find(({ text }) => text.includes(question))
    await expect.poll(async () => (await asked())?.headers['reply-to'], { timeout: 60_000 }).toMatch(/ben\+/)
    await mend()
    const to = /ben\+[^@]+@northwind\.example/.exec((await asked())?.headers['reply-to'] ?? '')?.[0] ?? ''
    await sandbox.writeMail(mailbox, { to, subject: `Re: ${question}`, text: 'Approve' })
    await expect.poll(async () => (await lastPost())?.text, { timeout: 60_000 }).toContain('answered: Approved')
  })

  await test.step('all of it stands on the page in order', async () => {
    await visit(page, path)
    const thread = page.getByRole('log', { name: 'What was said' })
    await expect(thread).toContainText(
      new RegExp(
        [
          'You.*Web.*What tasks are on my list',
          'Assistant.*Web.*no such tasks',
          'Continued in Slack',
          'You.*Slack.*Please ask me',
          `Question to you.*${question}.*Approved.*by you by e-mail`,
          'Assistant.*Slack.*answered: Approved',
        ].join('.*'),
        's',
      ),
    )
    await expect(page.getByRole('complementary', { name: 'About this conversation' })).toContainText(person)
    await thread.getByRole('button', { name: 'Why elsewhere?' }).click()
    const way = page.getByRole('dialog', { name: 'Why elsewhere?' })
    await expect(way).toContainText(/No page is in view.*Slack: sent/s)
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await thread.getByRole('button', { name: 'Why Slack?' }).click()
    await expect(page.getByRole('dialog', { name: 'Why Slack?' })).toContainText('Slack: sent')
  })
  // Their account there is free again for who comes after.
  await visit(page, '/settings/notifications')
  await page.getByRole('button', { name: new RegExp(`^Remove .*${workspace}`) }).click()
  await expect(page.getByRole('button', { name: new RegExp(`^Link: .*${workspace}`) })).toBeVisible()
})
