import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  fakeChannel,
  fakeProviders,
  queuedJobs,
  refusalOf,
  testContext,
  type FakeChannel,
} from '@switchboard/testing'
import { hashOfCode } from '@switchboard/core/channels/identity-code'
import { claimIdentity, sendCodeAgain } from '@switchboard/core/channels/identities/claim-identity'
import { confirmIdentity } from '@switchboard/core/channels/identities/confirm-identity'
import { removeIdentity } from '@switchboard/core/channels/identities/remove-identity'
import { sendIdentityCode } from '@switchboard/core/channels/identities/send-identity-code'
import { readReach } from '@switchboard/core/channels/read-reach'
import type { Actor } from '@switchboard/core/context'
import { SwitchboardError } from '@switchboard/core/errors'
import type { MessageChannel } from '@switchboard/core/ports/message-channel'

const database = createTestDatabase()
const minute = 60_000

const people = new Map([
  ['ada@slack.example', { address: 'U1', name: '@ada' }],
  ['ben@slack.example', { address: 'U2', name: '@ben' }],
])
const directory: Partial<MessageChannel> = { findPerson: async (_access, mail) => people.get(mail) ?? null }
const bot: Partial<MessageChannel> = {
  kind: 'telegram',
  introductionUrl: (account, code) => `https://t.me/${account}?start=${code}`,
}

/** A member of a team with one shared account and a mail server. */
async function team(
  parts: Partial<MessageChannel> = directory,
  mail: FakeChannel | null = fakeChannel({ kind: 'email' }),
) {
  const channel = fakeChannel(parts)
  const ctx = {
    ...testContext(database, { providers: fakeProviders({ ownership: 'shared', channel }) }),
    ...(mail ? { mailServer: mail } : {}),
  }
  const { actor, user } = await buildMember(database.db)
  const connection = await buildConnection(database.db, actor, { ownerId: null, accountName: 'Northwind' })
  await buildGrant(ctx, connection)
  const colleague = async () => (await buildMember(database.db, { teamId: actor.teamId, role: 'member' })).actor
  const rows = (who: Actor = actor) =>
    database.db.identity.findMany({ where: { teamId: who.teamId, userId: who.userId } })
  /** The code of the message that went out last. */
  const lastCode = (to: FakeChannel | null = channel) =>
    /^\d{8}/.exec(to?.arrived.at(-1)?.message.title ?? '')?.[0] ?? ''
  const send = (identityId: string) => sendIdentityCode(ctx, { teamId: actor.teamId, identityId })
  const onSlack = { connectionId: connection.id, address: 'ada@slack.example' }
  const byMail = { connectionId: null, address: `${randomUUID()}@home.example` }
  return { ctx, actor, user, connection, channel, mail, colleague, rows, lastCode, send, onSlack, byMail }
}

describe('a claim', () => {
  test('is proved by the code that arrives there, and by nothing else', async () => {
    const { ctx, actor, channel, rows, lastCode, send, onSlack } = await team()
    const { id, introductionUrl } = await claimIdentity(ctx, actor, onSlack)
    expect(introductionUrl).toBeNull()
    expect(await queuedJobs(database.db, 'send-identity-code')).toContainEqual(
      expect.objectContaining({ payload: { teamId: actor.teamId, identityId: id } }),
    )
    await send(id)
    expect(channel.arrived).toMatchObject([{ address: 'U1', message: { actions: [], link: null } }])
    const code = lastCode()
    expect(await rows()).toMatchObject([{ id, address: 'U1', confirmedAt: null, codeHash: hashOfCode(code) }])
    expect(JSON.stringify(channel.arrived[0]?.message)).not.toMatch(/Lindqvist|Northwind/)
    const wrong = code === '00000000' ? '11111111' : '00000000'
    expect(await refusalOf(confirmIdentity(ctx, actor, { id, code: wrong }))).toBe('invalid_input code')
    // As people copy it.
    await confirmIdentity(ctx, actor, { id, code: ` ${code.slice(0, 4)} ${code.slice(4)} ` })
    expect(await rows()).toMatchObject([{ id, confirmedAt: ctx.clock.now(), codeHash: null }])
    expect(await refusalOf(confirmIdentity(ctx, actor, { id, code }))).toBe('conflict code')
  })

  test('finds the person by their sign-in address when none is given', async () => {
    const { ctx, actor, user, connection, rows } = await team({
      findPerson: async (_access, mail) => ({ address: mail, name: '@ada' }),
    })
    await claimIdentity(ctx, actor, { connectionId: connection.id, address: null })
    expect(await rows()).toMatchObject([{ address: user.email, name: '@ada' }])
  })

  test('of somebody whom the workspace does not know says so at the address', async () => {
    const { ctx, actor, connection, rows } = await team()
    const stranger = { connectionId: connection.id, address: 'eve@slack.example' }
    expect(await refusalOf(claimIdentity(ctx, actor, stranger))).toBe('invalid_input address')
    expect(await rows()).toEqual([])
  })

  test('of a mail address is sent by the installation’s server', async () => {
    const { ctx, actor, mail, lastCode, send, byMail } = await team()
    const { id } = await claimIdentity(ctx, actor, { ...byMail, address: ` ${byMail.address.toUpperCase()} ` })
    await send(id)
    expect(mail?.arrived).toMatchObject([{ address: byMail.address }])
    await confirmIdentity(ctx, actor, { id, code: lastCode(mail) })
    const { places } = await readReach(ctx, actor)
    expect(places.at(-1)).toMatchObject({ isReady: true, state: `Reaches ${byMail.address}.`, claimed: null })
  })

  test.each([
    ['no address', 'ada', 'invalid_input address'],
    ['nothing', null, 'invalid_input address'],
    ['the address that they sign in with', 'own', 'invalid_input address'],
    ['the address that a colleague signs in with', 'colleague', 'conflict'],
  ])('of %s is refused', async (_, typed, expected) => {
    const { ctx, actor, user, colleague } = await team()
    const other = await database.db.user.findUniqueOrThrow({ where: { id: (await colleague()).userId } })
    const address = typed === 'own' ? user.email : typed === 'colleague' ? other.email : typed
    expect(await refusalOf(claimIdentity(ctx, actor, { connectionId: null, address }))).toBe(expected)
  })

  test('without a mail server is refused for mail', async () => {
    const { ctx, actor, byMail } = await team(directory, null)
    expect(await refusalOf(claimIdentity(ctx, actor, byMail))).toBe('not_configured')
  })

  test('of an account that nobody is written to by, or that is out of service, is refused', async () => {
    const { ctx, actor, connection, onSlack } = await team({})
    expect(await refusalOf(claimIdentity(ctx, actor, onSlack))).toBe('conflict')
    const able = await team()
    await database.db.connection.updateMany({ where: { id: able.connection.id }, data: { status: 'paused' } })
    expect(await refusalOf(claimIdentity(able.ctx, able.actor, able.onSlack))).toBe('conflict')
    // Of another team.
    expect(await refusalOf(claimIdentity(able.ctx, able.actor, { connectionId: connection.id, address: null }))).toBe(
      'not_found',
    )
  })

  test('to a bot is proved there: the link bears the code, which is worth nothing here', async () => {
    const { ctx, actor, connection, rows } = await team(bot)
    const claim = { connectionId: connection.id, address: null }
    const { id, introductionUrl } = await claimIdentity(ctx, actor, claim)
    const code = introductionUrl?.split('start=')[1] ?? ''
    expect(code).toMatch(/^[\w-]{32}$/)
    expect(await rows()).toMatchObject([{ address: '', codeHash: hashOfCode(code), confirmedAt: null }])
    expect(await refusalOf(confirmIdentity(ctx, actor, { id, code }))).toMatch(/^conflict/)
    // Made anew at once: the old link leads nowhere.
    const again = await claimIdentity(ctx, actor, claim)
    expect(again.id).toBe(id)
    expect(await rows()).toHaveLength(1)
    expect(await rows()).not.toMatchObject([{ codeHash: hashOfCode(code) }])
  })
})

describe('a code', () => {
  test('is worth nothing after five wrong ones', async () => {
    const { ctx, actor, lastCode, send, onSlack, rows } = await team()
    const { id } = await claimIdentity(ctx, actor, onSlack)
    await send(id)
    for (let round = 0; round < 5; round++)
      expect(await refusalOf(confirmIdentity(ctx, actor, { id, code: 'wrong' }))).toBe('invalid_input code')
    expect(await refusalOf(confirmIdentity(ctx, actor, { id, code: lastCode() }))).toBe('conflict code')
    expect(await rows()).toMatchObject([{ confirmedAt: null, codeTries: 5 }])
  })

  test('that is tried many times at once counts each of them', async () => {
    const { ctx, actor, send, onSlack, rows } = await team()
    const { id } = await claimIdentity(ctx, actor, onSlack)
    await send(id)
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => refusalOf(confirmIdentity(ctx, actor, { id, code: 'wrong' }))),
    )
    expect(tries.filter((answer) => answer === 'invalid_input code')).toHaveLength(5)
    expect(await rows()).toMatchObject([{ codeTries: 5 }])
  })

  test('works for fifteen minutes', async () => {
    const { ctx, actor, lastCode, send, onSlack } = await team()
    const { id } = await claimIdentity(ctx, actor, onSlack)
    await send(id)
    ctx.clock.advance(15 * minute)
    expect(await refusalOf(confirmIdentity(ctx, actor, { id, code: lastCode() }))).toBe('conflict code')
  })

  test('is sent again after a minute, and only the last one works', async () => {
    const { ctx, actor, channel, lastCode, send, onSlack } = await team()
    const { id } = await claimIdentity(ctx, actor, onSlack)
    await send(id)
    const first = lastCode()
    expect(await refusalOf(sendCodeAgain(ctx, actor, id))).toBe('rate_limited')
    expect(await refusalOf(claimIdentity(ctx, actor, onSlack))).toBe('rate_limited')
    ctx.clock.advance(minute)
    await sendCodeAgain(ctx, actor, id)
    expect(await refusalOf(confirmIdentity(ctx, actor, { id, code: first }))).toBe('conflict code')
    await send(id)
    await confirmIdentity(ctx, actor, { id, code: lastCode() })
    // Mail systems drop a second one of the same name.
    expect(new Set(channel.arrived.map(({ key }) => key)).size).toBe(channel.arrived.length)
  })

  test('is asked for ten times a day at most, whatever for', async () => {
    const { ctx, actor } = await team()
    const claim = () => claimIdentity(ctx, actor, { connectionId: null, address: `${randomUUID()}@home.example` })
    for (let round = 0; round < 10; round++) await claim()
    expect(await refusalOf(claim())).toBe('rate_limited')
    ctx.clock.advance(24 * 60 * minute)
    await claim()
  })

  test('that cannot be sent says why, and is tried again where that may pass', async () => {
    let fault = new SwitchboardError('unavailable', 'Slack cannot be reached.', { retryable: true })
    const { ctx, actor, send, onSlack, channel } = await team()
    const failing = fakeChannel({ ...directory, onSend: () => Promise.reject(fault) })
    ctx.providers = fakeProviders({ ownership: 'shared', channel: failing })
    const { id } = await claimIdentity(ctx, actor, onSlack)
    await expect(send(id)).rejects.toMatchObject({ code: 'unavailable' })
    fault = new SwitchboardError('gone', 'Nobody is reached there.')
    await send(id)
    const claimed = async () => (await readReach(ctx, actor)).places.find(({ claimed: one }) => one)?.claimed
    expect(await claimed()).toMatchObject({ fault: 'Nobody is reached there.', name: '@ada' })
    ctx.providers = fakeProviders({ ownership: 'shared', channel })
    await send(id)
    expect(await claimed()).toMatchObject({ fault: null })
  })

  test('for what was removed meanwhile is not sent', async () => {
    const { ctx, actor, send, onSlack, channel } = await team()
    const { id } = await claimIdentity(ctx, actor, onSlack)
    await removeIdentity(ctx, actor, id)
    await send(id)
    expect(channel.arrived).toEqual([])
  })
})

describe('one address', () => {
  test('is one member’s: whoever proves it second is told', async () => {
    const { ctx, actor, colleague, lastCode, send, onSlack } = await team()
    const other = await colleague()
    const mine = await claimIdentity(ctx, actor, onSlack)
    const theirs = await claimIdentity(ctx, other, onSlack)
    await send(mine.id)
    const code = lastCode()
    await send(theirs.id)
    await confirmIdentity(ctx, other, { id: theirs.id, code: lastCode() })
    expect(await refusalOf(confirmIdentity(ctx, actor, { id: mine.id, code }))).toBe('conflict')
    expect(await refusalOf(claimIdentity(ctx, actor, onSlack))).toBe('conflict')
  })

  test('takes the place of the one before at the same account', async () => {
    const { ctx, actor, connection, rows, lastCode, send, onSlack } = await team()
    const first = await claimIdentity(ctx, actor, onSlack)
    await send(first.id)
    await confirmIdentity(ctx, actor, { id: first.id, code: lastCode() })
    const second = await claimIdentity(ctx, actor, { connectionId: connection.id, address: 'ben@slack.example' })
    await send(second.id)
    expect(await rows()).toHaveLength(2)
    await confirmIdentity(ctx, actor, { id: second.id, code: lastCode() })
    expect(await rows()).toMatchObject([{ id: second.id, address: 'U2' }])
  })

  test('that was claimed and not proved gives way to the next claim', async () => {
    const { ctx, actor, connection, rows, onSlack } = await team()
    await claimIdentity(ctx, actor, onSlack)
    await claimIdentity(ctx, actor, { connectionId: connection.id, address: 'ben@slack.example' })
    expect(await rows()).toMatchObject([{ address: 'U2', confirmedAt: null }])
  })

  test('is nobody else’s to prove, send to or remove', async () => {
    const { ctx, actor, colleague, rows, lastCode, send, onSlack } = await team()
    const { id } = await claimIdentity(ctx, actor, onSlack)
    await send(id)
    const other = await colleague()
    const code = lastCode()
    expect(await refusalOf(confirmIdentity(ctx, other, { id, code }))).toBe('not_found')
    expect(await refusalOf(sendCodeAgain(ctx, other, id))).toBe('not_found')
    expect(await refusalOf(removeIdentity(ctx, other, id))).toBe('not_found')
    expect(await rows()).toMatchObject([{ codeTries: 0 }])
  })
})

describe('what a member reads of how they are reached', () => {
  test('names each place with what it reaches now', async () => {
    const { ctx, actor, user, lastCode, send, onSlack } = await team()
    const places = async () =>
      (await readReach(ctx, actor)).places.map(({ name, state, reaches }) => [name, state, reaches])
    expect(await places()).toEqual([
      ['Open pages of Switchboard', 'No page is in view.', null],
      ['Gmail, Northwind', 'Not linked to you.', null],
      ['The mail server', `Reaches ${user.email}.`, user.email],
    ])
    const { id } = await claimIdentity(ctx, actor, onSlack)
    await send(id)
    await confirmIdentity(ctx, actor, { id, code: lastCode() })
    expect((await places())[1]).toEqual(['Gmail, Northwind', 'Reaches @ada.', '@ada'])
    await database.db.connection.updateMany({ where: { teamId: actor.teamId }, data: { status: 'paused' } })
    expect((await places())[1]).toEqual(['Gmail, Northwind', 'It is paused.', null])
  })

  test('tells an account that may not send, and a missing mail server', async () => {
    const { ctx, actor } = await team({ ...directory, allowance: () => null }, null)
    const { places } = await readReach(ctx, actor)
    expect(places.map(({ state }) => state)).toEqual([
      'No page is in view.',
      'It may not send: switch that on in its settings, or grant access there.',
      'No mail server is set up on this installation.',
    ])
  })

  test('shows nobody another member’s mailbox', async () => {
    const { ctx, actor, colleague } = await team({ kind: 'email' })
    await database.db.connection.updateMany({ where: { teamId: actor.teamId }, data: { ownerId: actor.userId } })
    const namesFor = async (who: Actor) => (await readReach(ctx, who)).places.map(({ name }) => name)
    expect(await namesFor(actor)).toContain('Gmail, Northwind')
    expect(await namesFor(await colleague())).not.toContain('Gmail, Northwind')
  })
})
