import fc from 'fast-check'
import PostalMime from 'postal-mime'
import type { SendRequest } from '@switchboard/core/ports/message-channel'
import { composeMessage, messageIdOf } from '@switchboard/providers/mail/compose-message'
import { isOwnMail } from '@switchboard/providers/mail/own-mail'
import { describe, expect, test } from 'vitest'
import { messageWith, question } from './sample-messages'

const key = '01931111-0000-7000-8000-000000000001'
const composing = {
  from: { name: 'Switchboard', address: 'ada@northwind.example' },
  publicUrl: 'https://switchboard.example:8443/app',
  now: new Date('2026-11-22T09:00:00Z'),
}
const request: SendRequest = { address: 'ada@northwind.example', message: messageWith(), key, thread: null }
const composed = async (changes: Partial<SendRequest> = {}) => {
  const made = await composeMessage({ ...request, ...changes }, composing)
  const head = made.raw.toString('latin1').split('\r\n\r\n', 1)[0] ?? ''
  return { ...made, head: head.replace(/\r\n[ \t]+/g, ' '), mail: await PostalMime.parse(made.raw) }
}
const headersOf = ({ mail }: Awaited<ReturnType<typeof composed>>) =>
  new Map(mail.headers.map(({ key: name, value }) => [name, value]))

describe('a message as a mail', () => {
  test('says from whom, to whom, what and when, as HTML and as plain text', async () => {
    const { mail, place } = await composed()
    expect(mail).toMatchObject({
      from: { name: 'Switchboard', address: 'ada@northwind.example' },
      to: [{ address: 'ada@northwind.example' }],
      subject: 'Gmail needs you',
      date: '2026-11-22T09:00:00.000Z',
      messageId: `<${key}@switchboard.example>`,
    })
    expect(mail.html).toContain('<strong>sign in</strong>')
    expect(mail.text).toContain('Look at it: https://switchboard.example/integrations')
    expect(place).toEqual({ messageId: mail.messageId, subject: 'Gmail needs you', references: [] })
  })

  test('has an id of its own that servers take, whatever its key', () => {
    const idOf = (one: string) => messageIdOf(one, composing.publicUrl)
    // RFC 5322, section 3.2.3.
    const legal = /^<[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+@switchboard\.example>$/
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ minLength: 1 }), (one, other) => {
        expect(idOf(one)).toMatch(legal)
        expect(idOf(one) === idOf(other)).toBe(one === other)
      }),
    )
    expect(idOf(`code:${key}`)).toMatch(legal)
  })

  test('says that a machine has sent it, asks machines for no answer, and is known again as our own', async () => {
    const made = await composed()
    expect(headersOf(made).get('auto-submitted')).toBe('auto-generated')
    expect(headersOf(made).get('x-auto-response-suppress')).toBe('All')
    expect(headersOf(made).has('list-unsubscribe')).toBe(false)
    expect(isOwnMail(made.raw)).toBe(true)
  })

  test('says where and how it is answered, where answers are read', async () => {
    const message = { ...question, replyHint: 'Or answer this mail.' }
    const replyTo = `ada+${'0'.repeat(48)}@northwind.example`
    const made = await composed({ message, replyTo })
    expect(made.mail.replyTo).toMatchObject([{ address: replyTo }])
    expect([made.mail.text, made.mail.html]).toEqual([
      expect.stringContaining('Or answer this mail.'),
      expect.stringContaining('Or answer this mail.'),
    ])
    const unread = await composed({ message })
    expect(unread.mail.replyTo).toBeUndefined()
    expect(unread.mail.text).not.toContain('Or answer this mail.')
  })

  test('tells where no more of the kind is asked for, by one click', async () => {
    const unsubscribeUrl = `https://switchboard.example/unsubscribe?token=${'t'.repeat(300)}`
    const made = await composed({ message: messageWith({ template: 'digest', unsubscribeUrl }) })
    expect(made.head).toContain(`List-Unsubscribe: <${unsubscribeUrl}>`)
    expect(headersOf(made).get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(made.mail.text).toContain(unsubscribeUrl)
  })

  test('a question offers each answer as a link, and says that none decides', async () => {
    const { mail } = await composed({ message: question })
    for (const { label, url } of question.actions) {
      expect(mail.text).toContain(`${label}: ${url}`)
      expect(mail.html).toContain(`href="${url}"`)
    }
    expect(mail.text).toContain('decides nothing')
  })

  test('one without a title has a subject all the same', async () => {
    expect((await composed({ message: messageWith({ title: ' ' }) })).mail.subject).toBe('A message from Switchboard')
  })

  test('an address with a domain in letters of its own goes out as servers know it', async () => {
    expect((await composed({ address: 'ada@bücher.example' })).to).toBe('ada@xn--bcher-kva.example')
  })

  test('what became of it stands before what was asked', async () => {
    const { mail } = await composed({ message: messageWith({ outcome: '**Approved** by Ben' }) })
    expect(mail.text?.indexOf('Approved by Ben')).toBeLessThan(mail.text?.indexOf('sign in') ?? -1)
  })
})

describe('threads', () => {
  test('an answer names all before it, the oldest first, and keeps the subject', async () => {
    const { place: first } = await composed()
    const second = await composed({ key: 'second', thread: first, message: messageWith({ title: 'Still there' }) })
    expect(second.mail).toMatchObject({ subject: 'Re: Gmail needs you', inReplyTo: first.messageId })
    const third = await composed({ key: 'third', thread: second.place })
    expect(third.mail).toMatchObject({ subject: 'Re: Gmail needs you', inReplyTo: '<second@switchboard.example>' })
    expect(third.mail.references?.split(/\s+/)).toEqual([first.messageId, '<second@switchboard.example>'])
  })

  test.each([[{ channel: 'C1', ts: '1.2' }], ['elsewhere'], [null]])(
    '%j is no mail: it begins a thread',
    async (thread) => {
      const { mail } = await composed({ thread })
      expect(mail.subject).toBe('Gmail needs you')
      expect(mail.inReplyTo).toBeUndefined()
    },
  )
})

const evil = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        ' ',
        'Bcc: eve@evil.example',
        'X: y',
        '\r\n\r\n',
        ' ',
        'é',
        '=?utf-8?q?=0A?=',
      ),
    )
    .map((parts) => parts.join('')),
)

describe('whatever it says', () => {
  test('no word of it becomes a header, or another recipient', async () => {
    const expected = (await composed()).mail.headers.map(({ key: name }) => name)
    await fc.assert(
      fc.asyncProperty(evil, evil, evil, async (title, body, label) => {
        const message = messageWith({ title, body, link: { label, url: 'https://switchboard.example/' } })
        const { mail, head } = await composed({ message })
        expect(mail.headers.map(({ key: name }) => name)).toEqual(expected)
        expect(mail.to?.map(({ address }) => address)).toEqual(['ada@northwind.example'])
        expect([mail.cc, mail.bcc]).toEqual([undefined, undefined])
        expect(head).not.toMatch(/^(Bcc|X):/im)
      }),
      { numRuns: 150 },
    )
  })

  test('a thread that was tampered with brings none either', async () => {
    await fc.assert(
      fc.asyncProperty(evil, evil, async (messageId, subject) => {
        const expected = [...(await composed()).mail.headers.map(({ key: name }) => name), 'in-reply-to', 'references']
        const { mail } = await composed({ thread: { messageId, subject, references: [messageId] } })
        expect(expected).toEqual(expect.arrayContaining(mail.headers.map(({ key: name }) => name)))
      }),
      { numRuns: 100 },
    )
  })

  test('what is no address is gone, and nothing is sent to it', async () => {
    await fc.assert(
      fc.asyncProperty(evil, async (text) => {
        const address = `ada@northwind.example${text}`
        const made = await composed({ address }).catch((error: { code: string }) => error.code)
        if (typeof made === 'string') {
          expect(made).toBe('gone')
          return
        }
        expect(made.mail.to?.map((to) => to.address)).toEqual([made.to])
        expect(made.to).toMatch(/^ada@[^\s@<>,;:]+$/)
      }),
      { numRuns: 150 },
    )
    for (const address of ['', 'ada', 'ada@', '@x', 'a@b@c', 'a,b@c', 'a b@c', '<a@b>', 'a@b>\r\nRCPT TO:<c@d>'])
      await expect(composed({ address })).rejects.toMatchObject({ code: 'gone' })
  })
})

test('only a header marks a mail as our own', () => {
  expect(isOwnMail(Buffer.from('Subject: Hello\r\nx-switchboard-message: alert\r\n\r\nHello'))).toBe(true)
  expect(isOwnMail(Buffer.from('Subject: Hello\r\n\r\nX-Switchboard-Message: alert'))).toBe(false)
  expect(isOwnMail(Buffer.from('Subject: X-Switchboard-Message: alert\n\nHello'))).toBe(false)
})
