import { randomUUID } from 'node:crypto'
import { createTRPCClient, TRPCClientError, wsLink } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { AppRouter } from '@switchboard/api'
import { wire } from '@switchboard/api/wire'
import type { Actor } from '@switchboard/core/context'
import { conversationTopics } from '@switchboard/core/conversations/conversation-topic'
import { longestMessageBytes } from '@switchboard/core/conversations/limits'
import { say } from '@switchboard/core/conversations/say'
import { buildConversation, buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import type { Gateway } from '../src/server'
import { openPageSockets } from './page-sockets'
import { cookieOf } from './socket-client'
import { startGatewayHere } from './start-gateway'

const database = createTestDatabase()
let ctx: TestContext
let gateway: Gateway
let url = ''

beforeAll(async () => {
  ctx = testContext(database)
  ;({ gateway, url } = await startGatewayHere(ctx, database.url, { topics: [conversationTopics] }))
})
afterAll(() => gateway.close())

/** A page of this member, by tRPC's own client; its sockets can be cut. */
async function openPage(actor: Actor) {
  const cookie = await cookieOf(actor.userId, { teamId: actor.teamId })
  const { sockets, client } = openPageSockets(url, cookie)
  const { conversation } = createTRPCClient<AppRouter>({ links: [wsLink({ client, transformer: wire })] })
  const heard: string[] = []
  const errors: unknown[] = []
  return {
    conversation,
    heard,
    errors,
    follow: (id: string, lastEventId: string) =>
      conversation.follow.subscribe(
        { id, lastEventId },
        {
          onData: ({ id: seq, data }) => heard.push(`${seq} ${data.kind === 'said' ? data.said.content : data.kind}`),
          onError: (error) => errors.push(error),
        },
      ),
    cut: () => sockets.at(-1)?.terminate(),
    close: () => client.close(),
  }
}

const saying = (conversationId: string, text: string) => ({
  conversationId,
  key: randomUUID(),
  text,
  saidAt: ctx.clock.now(),
})

const codeOf = (error: unknown): unknown => (error instanceof TRPCClientError ? error.data?.code : error)

describe('a conversation over a socket', () => {
  test('is begun, told each event once also when the socket breaks, and ended', async () => {
    const { actor } = await buildMember(ctx.db)
    const { agent } = await buildConversation(ctx.db, actor)
    const page = await openPage(actor)
    const id = randomUUID()
    const { seq } = await page.conversation.start.mutate({ id, agentId: agent.id })
    page.follow(id, String(seq))
    await page.conversation.say.mutate(saying(id, 'One'))
    await vi.waitFor(() => expect(page.heard).toEqual(['1 One', '2 conversation']))
    page.cut()
    await say(ctx, actor, { ...saying(id, 'Two'), channel: 'web' })
    await vi.waitFor(() => expect(page.heard).toEqual(['1 One', '2 conversation', '3 Two']), { timeout: 5_000 })
    const { limits } = await page.conversation.limits.query({ conversationId: id })
    expect(limits.map(({ name }) => name)).toEqual(['person', 'conversation', 'channel'])
    expect(await page.conversation.end.mutate({ id })).toMatchObject({ status: 'completed' })
    await vi.waitFor(() => expect(page.heard.at(-1)).toBe('4 conversation'))
    expect(page.errors).toEqual([])
    await page.close()
  })

  test('takes the longest message, whatever is in it, and refuses a longer one in words', async () => {
    const { actor } = await buildMember(ctx.db)
    const { conversation } = await buildConversation(ctx.db, actor)
    const page = await openPage(actor)
    const longest = `.${'\u0001'.repeat(longestMessageBytes - 2)}.`
    const answer = await page.conversation.say.mutate(saying(conversation.id, longest))
    expect(answer.content).toHaveLength(longestMessageBytes)
    await expect(page.conversation.say.mutate(saying(conversation.id, `${longest}.`))).rejects.toThrow(
      /This message is too long/,
    )
    await page.close()
  })

  test("is its own member's alone", async () => {
    const { actor } = await buildMember(ctx.db)
    const { conversation } = await buildConversation(ctx.db, actor)
    const admin = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'owner' })).actor
    const page = await openPage(admin)
    page.follow(conversation.id, '0')
    await vi.waitFor(() => expect(page.errors.map(codeOf)).toEqual(['NOT_FOUND']))
    await say(ctx, actor, { ...saying(conversation.id, 'In private'), channel: 'web' })
    await expect(page.conversation.end.mutate({ id: conversation.id })).rejects.toThrow(/does not exist/)
    expect(page.heard).toEqual([])
    await page.close()
  })
})
