import { z } from 'zod'
import { addresses } from './addresses'
import { expect, expectAccessible, judgeOffline, seeArrive, signInByLink, test, visit } from './world'

test.use({ live: true })

const bot = '@northwind_switchboard_bot'
const group = '-1001700000001'
const noor = 4_104
const stateSchema = z.object({
  token: z.string(),
  webhook: z.string().nullable(),
  chats: z.array(
    z.object({
      id: z.number(),
      messages: z.array(z.object({ text: z.string(), reaction: z.array(z.object({ emoji: z.string() })).optional() })),
    }),
  ),
})

test('A Telegram bot goes through the house: token, a message live, an edit, 👍 when done, a new token, disconnect', async ({
  page,
  sandbox,
}) => {
  test.setTimeout(180_000)
  await signInByLink(page, sandbox, 'tessa@harbour.example')
  await judgeOffline(page, true)
  const state = async () =>
    stateSchema.parse(await (await page.request.get(`${addresses.sandbox}/control/telegram`)).json())
  const field = page.getByLabel('Bot token', { exact: true })
  const list = page.getByRole('region', { name: 'Suggestion list' })
  const detail = page.getByRole('region', { name: 'Suggestion', exact: true })

  await test.step('a wrong token is refused at its field', async () => {
    await visit(page, '/integrations')
    await page.getByRole('button', { name: 'Connect Telegram' }).click()
    await expect(page.getByRole('heading', { name: 'Connect Telegram' })).toBeVisible()
    await expectAccessible(page)
    await field.fill('7000000001:not-the-token-that-BotFather-gave')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page.getByText('Telegram does not know this one.')).toBeVisible()
    await expect(field).toBeFocused()
    expect((await state()).webhook).toBeNull()
  })

  await test.step('the one of the sandbox’s page connects, and messages are sent here', async () => {
    await page.goto(`${addresses.sandbox}/telegram`)
    const token = await page.locator('#token').innerText()
    await expectAccessible(page)
    await visit(page, '/connect/telegram')
    await field.fill(token)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page.getByRole('heading', { name: `${bot} is connected` })).toBeVisible()
    await expect
      .poll(async () => (await state()).webhook, { timeout: 30_000 })
      .toContain(`${addresses.web}/api/webhooks/telegram/`)
  })

  await test.step('what somebody writes in a group appears by itself', async () => {
    await visit(page, '/')
    const sent = await page.request.post(`${addresses.sandbox}/control/telegram/messages`, {
      data: { chat: Number(group), person: noor, text: 'Could you please send us the guest list by Friday?' },
    })
    expect(sent.ok()).toBe(true)
    await (await seeArrive(page, /^Send .*guest list/)).click()
    await expect(detail.getByRole('heading', { name: 'Noor Haddad' })).toBeVisible()
    await expect(detail.locator('mark').first()).toContainText('guest list')
    await expect(detail.getByRole('list', { name: 'Message' })).toContainText(`Harbour launch in ${bot}`)
    await expectAccessible(page)
  })

  await test.step('a message that is changed asks for what it says now', async () => {
    await page.goto(`${addresses.sandbox}/telegram/${group}`)
    await page
      .getByLabel(/^Change “Could you please send us the guest list/)
      .fill('Could you please send us the seat plan by Friday?')
    await page.getByRole('button', { name: /^Change “Could you please send us/ }).click()
    await expect(page.getByText('edited')).toBeVisible()
    await expectAccessible(page)
    await visit(page, '/')
    await seeArrive(page, /^Send .*seat plan/)
    await expect(list.getByRole('link', { name: /guest list/ })).toHaveCount(0)
  })

  await test.step('finishing the task reacts to the message', async () => {
    await list.getByRole('link', { name: /^Send .*seat plan/ }).click()
    await page.getByRole('group', { name: 'Decision' }).getByRole('button', { name: 'Approve' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Approved' })).toBeVisible()
    await visit(page, '/tasks')
    await page.getByRole('button', { name: /^Done: .*seat plan/i }).click()
    await expect(page.locator('.task-row', { hasText: /seat plan/i }).getByText('Reacted with 👍')).toBeVisible({
      timeout: 30_000,
    })
    const message = (await state()).chats.flatMap(({ messages }) => messages).find(({ text }) => /seat plan/.test(text))
    expect(message?.reaction).toEqual([{ emoji: '👍' }])
  })

  await test.step('a withdrawn token says so; the new one mends the connection', async () => {
    const renewed = await page.request.post(`${addresses.sandbox}/control/telegram/renew-token`)
    expect(renewed.ok()).toBe(true)
    await visit(page, '/integrations')
    const row = page.getByRole('article', { name: `Telegram ${bot}` })
    await row.getByRole('button', { name: 'Check now' }).click()
    await expect(row.getByText(/Telegram no longer accepts this bot’s token/)).toBeVisible({ timeout: 30_000 })
    await row.getByRole('button', { name: 'Reconnect' }).click()
    await expect(page.getByRole('heading', { name: `Reconnect ${bot}` })).toBeVisible()
    await field.fill((await state()).token)
    await page.getByRole('button', { name: 'Reconnect', exact: true }).click()
    await expect(page.getByRole('heading', { name: `Telegram ${bot}` })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible({ timeout: 30_000 })
    // What Next still fetches for the page it has gone to would take a tab chosen meanwhile, and its title, back.
    await visit(page, new URL(page.url()).pathname)
    await expectAccessible(page)
    await page.getByRole('tab', { name: 'Events' }).click()
    await expect(page.getByText(/^Telegram tells of each new message at once/)).toBeVisible()
  })

  await test.step('disconnect', async () => {
    await visit(page, '/integrations')
    await page.getByRole('button', { name: `More for Telegram ${bot}` }).click()
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    await page.getByRole('button', { name: 'Disconnect Telegram' }).click()
    await expect(page.getByText(`Telegram ${bot} is disconnected.`)).toBeVisible()
    expect((await state()).webhook).toBeNull()
  })
})
