import type { PageItem } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import type { OpenItem } from '@switchboard/core/ports/item-source'
import type { Json } from '@switchboard/core/ports/json'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { idOf, wordsOf } from '@switchboard/sandbox/state/notion'
import { grantedTokens } from '@switchboard/testing'
import { describeNews, describeProvider, type ProviderWorld } from '@switchboard/testing/describe-provider'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { email, other, providerAt, redirectUri, traits, worldOf } from './notion-world'

let sandbox: Sandbox
let world: ProviderWorld

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
  world = worldOf(sandbox)
})
afterAll(() => sandbox.close())

describeProvider('Notion', () => world, traits)

/** A page that is written, and told of twice: as it is, and once it says more. */
async function tell() {
  const id = await world.deliver()
  const change = async () => {
    await world.change?.(id)
    return { page: id }
  }
  return { first: { page: id }, changed: change }
}
const tokens = async () => grantedTokens({ accessToken: (await world.weakTokens()).readOnly })
describeNews('Notion', () => ({ provider: world.provider, tell }), tokens)

const hourMs = 3_600_000
const minuteMs = 60_000

describe('Notion alone', () => {
  let accessToken = ''
  beforeEach(async () => void (accessToken = (await world.weakTokens()).readOnly))
  afterEach(() => sandbox.faults.clear())
  const notion = () => sandbox.store.notion()
  const access = (settings: object = {}, more: Partial<Access> = {}): Access => ({
    connectionId: 'connection-1',
    accessToken,
    settings: world.provider.settings.parse(settings),
    signal: AbortSignal.timeout(30_000),
    timeoutMs: 10_000,
    ...more,
  })
  /** With every capability. */
  const allow = async () => {
    const { oauth } = world.provider
    if (!oauth) throw new Error('There is no OAuth.')
    const url = await oauth.authorizeUrl({ redirectUri, state: 'state-1', codeChallenge: '', scopes: [] })
    const callbackUrl = await world.consent(url)
    const signal = AbortSignal.timeout(10_000)
    const { tokens } = await oauth.exchange({ callbackUrl, redirectUri, state: 'state-1', codeVerifier: '', signal })
    accessToken = tokens.accessToken
  }

  /** Everything from a cursor on, as the sync engine asks for it; `now` is the provider's. */
  async function fetchAll(cursor: Json, settings: object = {}, now = new Date(), open?: OpenItem[]) {
    const { source } = providerAt(sandbox.url, { now: () => now })
    const items: PageItem[] = []
    const over: { externalId: string; reason: string }[] = []
    const unreadable: { externalId: string; reason: string }[] = []
    let calls = 0
    for (let batches = 0; batches < 50; batches++) {
      const batch = await source?.fetchChanges(access(settings), {
        cursor,
        limit: 50,
        since: null,
        ...(open ? { open: async () => open } : {}),
      })
      if (!batch) throw new Error('There is no source.')
      for (const item of batch.items) if (item.kind === 'page') items.push(item)
      over.push(...(batch.over ?? []))
      unreadable.push(...batch.unreadable)
      cursor = batch.cursor
      calls += batch.apiCalls
      if (!batch.more) return { items, over, unreadable, cursor, calls }
    }
    throw new Error('There was always more.')
  }
  const named = (items: PageItem[], title: string) => {
    const item = items.find((one) => one.title === title)
    if (!item) throw new Error(`“${title}” did not come.`)
    return item
  }

  test('a row that is assigned comes with its status, date, properties and text', async () => {
    await allow()
    const item = named((await fetchAll(null)).items, 'Prepare the pitch for Harbour Light')
    expect(item).toMatchObject({
      concern: 'assigned',
      roles: ['Owner'],
      status: 'In progress',
      dueAt: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      properties: [
        { name: 'Owner', value: 'Ada Lindqvist' },
        { name: 'Project', value: 'New business' },
      ],
      mentions: [],
      sender: { name: 'Ben Okafor', address: other },
      url: expect.stringMatching(/^https:\/\/www\.notion\.so\/[0-9a-f]{32}$/),
    })
    expect(item.text).toContain('Three routes, ten pages at most.')
    expect(item.text).toContain('[x] Collect references\n[ ] Write the summary')
  })

  test('a page that mentions the person comes with the paragraphs that do; one that does not is left out', async () => {
    await allow()
    const { items, over } = await fetchAll(null)
    const item = named(items, 'Kick-off Fjordline: notes')
    expect(item).toMatchObject({ concern: 'mentioned', status: null, dueAt: null })
    expect(item.mentions).toEqual(['@Ada Lindqvist please send the revised schedule to Noor by Friday'])
    for (const line of item.mentions) expect(item.text).toContain(line)
    const titles = items.map(({ title }) => title)
    for (const title of ['Office handbook', 'Repair the plotter', 'Archive: website 2019'])
      expect(titles).not.toContain(title)
    expect(over.map(({ reason }) => reason)).toContain('The page is not assigned to you and does not mention you.')
  })

  test('a comment that mentions the person counts, from whom it comes', async () => {
    await allow()
    const item = named((await fetchAll(null)).items, 'Meridian Health: campaign concept')
    expect(item).toMatchObject({
      sender: { name: 'Clara Voss' },
      mentions: ['@Ada Lindqvist can you confirm the production budget until Wednesday?'],
    })
    expect(item.text).toContain('Jonas Weber commented:\n\nI like the second route more.')
    const without = await fetchAll(null, { comments: false })
    expect(without.items.map(({ title }) => title)).not.toContain(item.title)
  })

  test('one’s own comment and a box that is ticked mention nobody', async () => {
    await allow()
    const own = notion().add({ by: other, title: 'Own words', text: '[x] @Ada Lindqvist calls', isRow: false })
    notion().comment(own, email, '@Ada Lindqvist remember')
    expect((await fetchAll(null)).items.map(({ title }) => title)).not.toContain('Own words')
    notion().write(own, other, '[ ] @Ada Lindqvist calls again')
    expect(named((await fetchAll(null)).items, 'Own words').mentions).toContain('@Ada Lindqvist calls again')
  })

  test('without leave to read comments and members, pages come all the same', async () => {
    const item = named((await fetchAll(null)).items, 'Kick-off Fjordline: notes')
    expect(item.sender.name).toBe('A member')
  })

  test('a row that is finished, handed over or thrown away is over, with the reason; opened again it comes', async () => {
    const [finished, handed, thrown] = ['One', 'Two', 'Three'].map((title) =>
      notion().add({ by: other, title, text: 'Text.', isRow: true, people: [email] }),
    )
    if (!finished || !handed || !thrown) throw new Error('Nothing was added.')
    const { cursor } = await fetchAll(null)
    notion().change(finished, other, { status: 'Dropped' })
    notion().change(handed, other, { people: [other] })
    notion().change(thrown, other, { inTrash: true })
    const ended = await fetchAll(cursor)
    expect(ended.items).toEqual([])
    expect(new Map(ended.over.map(({ externalId, reason }) => [externalId, reason]))).toEqual(
      new Map([
        [finished.id, 'Its status is “Dropped”.'],
        [handed.id, 'The page is not assigned to you and does not mention you.'],
        [thrown.id, 'The page was moved to the trash.'],
      ]),
    )
    notion().change(finished, other, { status: 'In review' })
    const again = await fetchAll(ended.cursor)
    expect(again.items.map(({ externalId, status }) => [externalId, status])).toEqual([[finished.id, 'In review']])
  })

  test('an edit in the minute of the last reading is seen; a page that rests costs nothing more', async () => {
    const page = notion().add({ by: other, title: 'Minutes', text: 'First.', isRow: true, people: [email] })
    const first = await fetchAll(null)
    notion().write(page, other, 'Second.')
    const second = await fetchAll(first.cursor)
    expect(second.items.map(({ externalId, text }) => [externalId, text])).toEqual([[page.id, 'First.\n\nSecond.']])
    // Half an hour later everything was read when its minute was over; from then on only the two searches are left.
    const later = await fetchAll(second.cursor, {}, new Date(Date.now() + hourMs / 2))
    expect(later.items).toEqual([])
    const rest = await fetchAll(later.cursor, {}, new Date(Date.now() + hourMs))
    expect(rest).toMatchObject({ items: [], over: [] })
    expect(rest.calls).toBeLessThanOrEqual(3)
  })

  test('the first fetch looks back as far as the settings say', async () => {
    const titles = async (lookBackDays: number) =>
      (await fetchAll(null, { lookBackDays })).items.map(({ title }) => title)
    expect(await titles(1)).not.toContain('Hiring: motion designer')
    expect(await titles(2)).toContain('Hiring: motion designer')
    expect(await titles(90)).toContain('Archive: website 2019')
  })

  test('a place in the list that Notion has forgotten begins the list anew', async () => {
    const { source } = providerAt(sandbox.url, { now: () => new Date() })
    const first = await source?.fetchChanges(access(), { cursor: null, limit: 3, since: null })
    const moved: Json = JSON.parse(JSON.stringify(first?.cursor).replace(/"startCursor":"[^"]+"/, '"startCursor":"x"'))
    const { items } = await fetchAll(moved)
    expect(items.length).toBeGreaterThan(5)
  })

  test('a page that is withdrawn between the list and its reading is over', async () => {
    const page = notion().add({ by: other, title: 'Withdrawn', text: 'Text.', isRow: true, people: [email] })
    const body = JSON.stringify({
      object: 'error',
      status: 404,
      code: 'object_not_found',
      message: 'Could not find it.',
    })
    sandbox.faults.add({ path: `/notion/v1/blocks/${page.id}`, times: 'until_off', status: 404, body })
    const { items, over } = await fetchAll(null)
    expect(items.map(({ externalId }) => externalId)).not.toContain(page.id)
    expect(over).toContainEqual({
      externalId: page.id,
      reason: 'The page was deleted, or is no longer shared with Switchboard.',
    })
  })

  test('a block that the API does not know is left out, whatever Notion says is below it', async () => {
    const text = 'Before.\n? Summarise this\n  A summary.\n@Ada Lindqvist please look'
    notion().add({ by: other, title: 'With an AI block', text, isRow: false })
    const { items } = await fetchAll(null)
    expect(named(items, 'With an AI block').text).toBe('Before.\n\n@Ada Lindqvist please look')
  })

  const refusal = JSON.stringify({ object: 'error', status: 400, code: 'validation_error', message: 'Not supported.' })
  const refuse = (id: string) =>
    sandbox.faults.add({ path: `/notion/v1/blocks/${id}`, times: 'until_off', status: 400, body: refusal })

  test('what is refused below a block is not there; the rest of its page is', async () => {
    const text = '- First\n  Below it\n- Second'
    const page = notion().add({ by: other, title: 'Refused below', text, isRow: true, people: [email] })
    refuse(page.blocks[0]?.id ?? '')
    expect(named((await fetchAll(null)).items, 'Refused below').text).toBe('- First\n- Second')
  })

  test('a page whose text Notion refuses is recorded, and the others are read; so it is when it is looked at again', async () => {
    const page = notion().add({ by: other, title: 'Refused', text: 'Text.', isRow: true, people: [email] })
    refuse(page.id)
    const unreadable = [{ externalId: page.id, reason: expect.stringMatching(/could not be read.*\(400\)/) }]
    const first = await fetchAll(null)
    expect(first.unreadable).toEqual(unreadable)
    expect(first.items.length).toBeGreaterThan(5)
    const later = await fetchAll(first.cursor, {}, new Date(Date.now() + hourMs / 2))
    const open = [{ externalId: page.id, threadId: null, receivedAt: new Date(), labels: [] }]
    const again = await fetchAll(later.cursor, {}, new Date(Date.now() + hourMs), open)
    expect(again.unreadable).toEqual(unreadable)
  })

  describe('looking again', () => {
    const openItem = (externalId: string) => ({ externalId, threadId: null, receivedAt: new Date(), labels: [] })
    /** So late that all minutes are over; nobody has edited anything for weeks. */
    const weeks = (count: number) => new Date(Date.now() + count * 7 * 24 * hourMs)
    const settings = { lookBackDays: 1 }

    test('brings nothing from before the look-back but what somebody waits for, and what was said since', async () => {
      await allow()
      const [quiet, awaited, told] = ['Quiet', 'Awaited', 'Told'].map((title) =>
        notion().add({ by: other, title, text: '@Ada Lindqvist please look', isRow: false }),
      )
      if (!quiet || !awaited || !told) throw new Error('Nothing was added.')
      const { cursor } = await fetchAll(null, settings, weeks(3))
      const at = weeks(3).toISOString()
      told.comments.push({ id: 'late', author: other, at, words: wordsOf('@Ada Lindqvist and this') })
      let from: Json = cursor
      const brought: string[] = []
      for (let run = 0; run < 3; run++) {
        const { items, cursor: next } = await fetchAll(from, settings, new Date(weeks(3).getTime() + run * minuteMs), [
          openItem(awaited.id),
        ])
        brought.push(...items.map(({ externalId }) => externalId))
        from = next
      }
      expect([...new Set(brought)].sort()).toEqual([awaited.id, told.id].sort())
      notion().erase(told)
    })

    test('keeps what it has looked at when Notion takes no more calls; the rest has its turn the next time', async () => {
      const gone = ['gone-1', 'gone-2', 'gone-3'].map((id) => openItem(idOf(id)))
      const { cursor } = await fetchAll(null, settings, weeks(4))
      const slow = { path: `/notion/v1/pages/${idOf('gone-2')}`, times: 1, status: 429 }
      sandbox.faults.add(slow)
      const first = await fetchAll(cursor, settings, weeks(4), gone)
      expect(first.over.map(({ externalId }) => externalId)).toEqual([idOf('gone-1')])
      const second = await fetchAll(first.cursor, settings, new Date(weeks(4).getTime() + minuteMs), gone)
      expect(second.over.map(({ externalId }) => externalId)).toEqual(
        expect.arrayContaining([idOf('gone-2'), idOf('gone-3')]),
      )
    })
  })

  test('a page in an unknown form is recorded, and the others are read', async () => {
    const at = new Date(Date.now() - 5 * minuteMs).toISOString()
    const userId = idOf(email)
    const page = (id: string, more: object) => ({
      object: 'page',
      id,
      last_edited_time: at,
      created_by: { id: userId },
      last_edited_by: { id: userId },
      parent: { type: 'workspace' },
      properties: {
        Name: { type: 'title', title: [{ plain_text: 'Look' }] },
        Who: { type: 'people', people: [{ id: userId }] },
      },
      ...more,
    })
    const results = [page('page-1', {}), page('page-2', { properties: 'none' })]
    sandbox.faults.add({
      path: '/notion/v1/search',
      body: JSON.stringify({ object: 'list', results, next_cursor: null }),
    })
    const { source } = providerAt(sandbox.url, { now: () => new Date() })
    const batch = await source?.fetchChanges(access(), { cursor: null, limit: 5, since: null })
    expect(batch?.unreadable).toEqual([{ externalId: 'page-2', reason: expect.stringContaining('could not be read') }])
    // Its text is not there: it counts as withdrawn.
    expect(batch?.over).toEqual([{ externalId: 'page-1', reason: expect.stringContaining('no longer shared') }])
  })

  describe('what finishing a task does', () => {
    const writer = () => {
      const { inverseOf, apply, revert } = world.provider.source ?? {}
      if (!inverseOf || !apply || !revert) throw new Error('Nothing is written.')
      return { inverseOf, apply, revert }
    }
    const row = (status: string | null) => {
      const added = notion().add({ by: other, title: 'Finish', text: '', isRow: true, people: [email] })
      notion().change(added, other, { status })
      return added
    }
    beforeEach(allow)

    test('the row gets back what it had, also nothing', async () => {
      for (const before of ['In review', null]) {
        const { id } = row(before)
        const inverse = await writer().inverseOf(access(), 'complete', id)
        await writer().apply(access(), 'complete', id)
        expect(notion().find(id)?.status).toBe('Done')
        await writer().revert(access(), 'complete', id, inverse)
        expect(notion().find(id)?.status).toBe(before)
      }
    })

    test('what somebody has set meanwhile stays', async () => {
      const finished = row('In progress')
      const inverse = await writer().inverseOf(access(), 'complete', finished.id)
      await writer().apply(access(), 'complete', finished.id)
      notion().change(finished, other, { status: 'Backlog' })
      const revert = () => writer().revert(access(), 'complete', finished.id, inverse)
      expect(await revert()).toBe('Left as somebody else has set it')
      expect(finished.status).toBe('Backlog')
      // Once it is as it was before, nobody is to be told of.
      notion().change(finished, other, { status: 'In progress' })
      expect(await revert()).toBeUndefined()
    })

    test('a row that is complete already, and a page without a status, stay as they are', async () => {
      const dropped = row('Dropped')
      const page = notion().add({ by: other, title: 'A page', text: '@Ada Lindqvist please look', isRow: false })
      const edits = [dropped.editedAt, page.editedAt]
      for (const { id } of [dropped, page]) {
        const inverse = await writer().inverseOf(access(), 'complete', id)
        expect(inverse).toEqual({ before: null })
        await writer().apply(access(), 'complete', id)
        await writer().revert(access(), 'complete', id, inverse)
      }
      expect([dropped.editedAt, page.editedAt]).toEqual(edits)
      expect(dropped.status).toBe('Dropped')
    })

    test('the settings say which status means done', async () => {
      const finished = row('In progress')
      await writer().apply(access({ doneStatus: ['Shipped', 'dropped'] }), 'complete', finished.id)
      expect(finished.status).toBe('Dropped')
    })

    test('without leave to change rows the change fails alone, and says what is missing', async () => {
      const { id } = row('In progress')
      accessToken = (await world.weakTokens()).readOnly
      await expect(writer().apply(access(), 'complete', id)).rejects.toMatchObject({
        code: 'scope_missing',
        retryable: false,
        message: expect.stringContaining('‘Update content’'),
      })
    })

    test('a row in the trash is gone', async () => {
      const thrown = row('In progress')
      notion().change(thrown, other, { inTrash: true })
      await expect(writer().apply(access(), 'complete', thrown.id)).rejects.toMatchObject({ code: 'gone' })
    })
  })

  describe('the settings that only Notion can judge', () => {
    beforeEach(allow)
    const check = async (settings: object) => world.provider.source?.checkedSettings?.check(access(settings))

    test('are stored as the tables write them', async () => {
      expect(await check({ doneStatus: ['dropped '], statusProperty: ['STATUS'] })).toEqual({
        doneStatus: ['Dropped'],
        statusProperty: ['Status'],
      })
      expect(await check({})).toEqual({ doneStatus: [], statusProperty: [] })
    })

    test.each([
      [{ statusProperty: ['Stage'] }, 'statusProperty', /has a status ‘Stage’\. There is ‘Status’\.$/],
      [{ doneStatus: ['In review'] }, 'doneStatus', /‘In review’ does not count as complete.* ‘Done’, ‘Dropped’\.$/],
      [{ doneStatus: ['Shipped'] }, 'doneStatus', /has a status ‘Shipped’ that counts as complete\./],
    ])('%o is refused, with the field and what there is', async (settings, field, message) => {
      await expect(check(settings)).rejects.toMatchObject({
        code: 'invalid_input',
        field,
        message: expect.stringMatching(message),
      })
    })
  })

  test('access that a whole workspace has granted is refused in words', async () => {
    const owner = { type: 'workspace', workspace: true }
    const body = JSON.stringify({ object: 'user', type: 'bot', bot: { owner, workspace_id: 'w' } })
    sandbox.faults.add({ path: '/notion/v1/users/me', body })
    await expect(world.provider.source?.checkHealth(access())).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('public connection'),
    })
  })
})
