import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  buildMember,
  createTestDatabase,
  fakeChannel,
  fakeProviders,
  queuedJobs,
  testContext,
} from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { markSeen, readPageMessages } from '@switchboard/core/channels/page-messages'
import { defaultPreferences, preferencesSchema, readPreferences } from '@switchboard/core/channels/preferences'
import { tellArrival } from '@switchboard/core/channels/presence'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { getMessage } from '@switchboard/core/channels/read/get-message'
import { readReach } from '@switchboard/core/channels/read-reach'
import { savePreferences } from '@switchboard/core/channels/save-preferences'
import { sendTestMessage } from '@switchboard/core/channels/send-test-message'
import { faultsIn } from '@switchboard/core/connections/check-settings'

const database = createTestDatabase()

/** A member whom mail reaches. */
async function member() {
  const mail = fakeChannel({ kind: 'email' })
  const ctx = { ...testContext(database, { providers: fakeProviders() }), mailServer: mail }
  const { actor, user } = await buildMember(database.db, { timeZone: 'Europe/Berlin' })
  const { teamId, userId } = actor
  const page = { teamId, userId }
  const gateway = randomUUID()
  return {
    ctx,
    actor,
    /** What mail has brought to them. */
    mails: () => mail.arrived.filter(({ address }) => address === user.email),
    deliver: () => deliverMessages(ctx, BigInt(Math.floor(Math.random() * 1e12))),
    openPage: () => tellArrival(ctx, gateway, page),
  }
}

describe('preferences', () => {
  test('are those of the product until they are saved, and then as they were saved', async () => {
    const { ctx, actor } = await member()
    expect((await readReach(ctx, actor)).preferences).toEqual(defaultPreferences)
    const wanted = preferencesSchema.parse({
      channels: [
        { channel: 'email', on: true, priority: 1 },
        { channel: 'web', on: false, priority: 3 },
      ],
      quietHours: { from: 1_320, to: 420 },
      suggestionsFrom: 0.8,
      digestAt: 480,
    })
    await savePreferences(ctx, actor, wanted)
    const { preferences } = await readReach(ctx, actor)
    expect(preferences).toEqual(wanted)
    expect(preferences.channels.map(({ channel }) => channel)).toEqual(['email', 'web', 'slack', 'telegram'])
  })

  test('name each field at fault', () => {
    const { error } = preferencesSchema.safeParse({
      quietHours: { from: 60, to: 60 },
      answerWithinMinutes: 0,
      digestAt: 1_440,
      channels: [{ channel: 'web', on: true, priority: 9 }],
    })
    expect(error && faultsIn(error).map(({ field }) => field)).toEqual([
      'channels.0.priority',
      'quietHours.to',
      'answerWithinMinutes',
      'digestAt',
    ])
  })

  test('that want a digest have it looked for at once: its time may just have come', async () => {
    const { ctx, actor } = await member()
    ctx.clock.advance(60_000)
    await savePreferences(ctx, actor, defaultPreferences)
    expect(await queuedJobs(database.db, 'queue-digests')).not.toContainEqual({ payload: {}, runAt: ctx.clock.now() })
    await savePreferences(ctx, actor, preferencesSchema.parse({ digestAt: 480 }))
    expect(await queuedJobs(database.db, 'queue-digests')).toEqual([{ payload: {}, runAt: ctx.clock.now() }])
  })

  test('of a newer version are not read by halves', () => {
    expect(readPreferences({ values: { channels: 'by thought' } })).toEqual(defaultPreferences)
    expect(readPreferences(null)).toEqual(defaultPreferences)
  })

  test('that end quiet hours let go what waits for them, and nothing that is wanted later', async () => {
    const { ctx, actor, mails, deliver } = await member()
    // 10:00 in Berlin.
    await savePreferences(ctx, actor, preferencesSchema.parse({ quietHours: { from: 540, to: 720 } }))
    const { id } = await sendTestMessage(ctx, actor)
    const later = { teamId: actor.teamId, userId: actor.userId, key: 'later', kind: 'test' as const }
    const dueAt = new Date(ctx.clock.now().getTime() + 3_600_000)
    const [other] = await queueMessages(database.db, [{ ...later, dueAt }], ctx.clock.now())
    await deliver()
    expect(mails()).toEqual([])
    await savePreferences(ctx, actor, defaultPreferences)
    await deliver()
    expect(mails()).toHaveLength(1)
    expect((await getMessage(ctx, actor, id)).state).toBe('reached')
    expect((await getMessage(ctx, actor, other ?? '')).dueAt).toEqual(dueAt)
  })
})

describe('a test message', () => {
  test('shows the path that it has taken', async () => {
    const { ctx, actor, deliver } = await member()
    const { id } = await sendTestMessage(ctx, actor)
    expect(await queuedJobs(database.db, 'deliver-messages')).not.toEqual([])
    expect(await getMessage(ctx, actor, id)).toMatchObject({ state: 'waiting', steps: [], deliveries: [] })
    await deliver()
    expect(await getMessage(ctx, actor, id)).toMatchObject({
      state: 'reached',
      steps: [
        { channel: 'web', what: 'skipped', why: 'No page is in view.' },
        { channel: 'email', what: 'sent' },
      ],
      deliveries: [{ channel: 'email', state: 'sent', attempt: 1, error: null }],
    })
  })

  test('is nobody else’s to read', async () => {
    const { ctx, actor } = await member()
    const { id } = await sendTestMessage(ctx, actor)
    const colleague = await buildMember(database.db, { teamId: actor.teamId, role: 'member' })
    await expect(getMessage(ctx, colleague.actor, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is not sent more than five times in a minute', async () => {
    const { ctx, actor } = await member()
    for (let round = 0; round < 5; round++) await sendTestMessage(ctx, actor)
    await expect(sendTestMessage(ctx, actor)).rejects.toMatchObject({ code: 'rate_limited' })
    ctx.clock.advance(60_001)
    await sendTestMessage(ctx, actor)
  })
})

describe('a message to an open page', () => {
  test('is shown until it was seen, by its own member', async () => {
    const { ctx, actor, deliver, openPage, mails } = await member()
    await openPage()
    const { id } = await sendTestMessage(ctx, actor)
    expect(await readPageMessages(ctx, actor)).toEqual([])
    await deliver()
    expect(mails()).toEqual([])
    expect(await readPageMessages(ctx, actor)).toMatchObject([
      { id, title: 'A test message from Switchboard', link: { url: 'http://localhost:3000/settings/notifications' } },
    ])
    const colleague = await buildMember(database.db, { teamId: actor.teamId })
    await markSeen(ctx, colleague.actor, [id])
    expect((await getMessage(ctx, actor, id)).deliveries).toMatchObject([{ state: 'sent', deliveredAt: null }])
    await markSeen(ctx, actor, [id])
    expect(await readPageMessages(ctx, actor)).toEqual([])
    expect((await getMessage(ctx, actor, id)).deliveries).toMatchObject([
      { state: 'delivered', deliveredAt: ctx.clock.now() },
    ])
  })

  test('is no news the next day', async () => {
    const { ctx, actor, deliver, openPage } = await member()
    await openPage()
    await sendTestMessage(ctx, actor)
    await deliver()
    ctx.clock.advance(12 * 3_600_000)
    expect(await readPageMessages(ctx, actor)).toEqual([])
  })
})
