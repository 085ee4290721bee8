import { takesTags } from '@switchboard/providers/mail/takes-tags'
import { mayBeForUs, readArrived } from '@switchboard/providers/mail/read-arrived'
import { describe, expect, test } from 'vitest'

const id = '01931111-0000-7000-8000-000000000001'
const tag = '0123456789abcdefghijklmnopqrstuv0123456789abcdef'
const mail = (...headers: string[]) => Buffer.from(`${headers.join('\r\n')}\r\n\r\nApprove.\r\n`)

describe('a mail that may answer ours or be for an agent', () => {
  test.each([
    ['goes to an address with a tag', [`To: Ada <ADA+${tag.toUpperCase()}@mail.example>`], true],
    ['was delivered to one', ['To: list@mail.example', `Delivered-To: ada+${tag}@mail.example`], true],
    ['names our mail', ['To: ada@mail.example', `In-Reply-To: <${id}@localhost>`], true],
    ['names it in a chain over several lines', ['References: <a@b.example>', ` <${id}@localhost>`], true],
    ['is one of ours itself', [`Message-ID: <${id}@localhost>`, 'To: ada@mail.example'], false],
    ['goes to a short name', ['To: Ben <ben@mail.example>,', ' Ada <ada+assistant@mail.example>'], true],
    [
      'comes from one',
      ['Return-Path: <bounces+12@mail.example>', 'To: ada@mail.example', 'In-Reply-To: <a@b.example>'],
      false,
    ],
  ])('%s', (_what, headers, is) => {
    expect(mayBeForUs(mail(...headers))).toBe(is)
    // What is written below is nobody's header.
    expect(mayBeForUs(Buffer.concat([mail('Subject: Hello'), mail(...headers)]))).toBe(false)
  })

  test('brings its headers in their order, its words, and where it stands', async () => {
    const read = await readArrived(
      mail(
        'Authentication-Results: mx.example; dmarc=pass',
        ' header.from=mail.example',
        'Authentication-Results: forged.example; dmarc=pass header.from=mail.example',
        'From: Ada <ada@mail.example>',
        'Subject: RE: Re: Ship it?',
        'Message-ID: <one@mail.example>',
        `References: <a@b.example> broken <${id}@localhost>`,
      ),
    )
    expect(read).toMatchObject({
      mail: { text: expect.stringContaining('Approve.'), html: null },
      place: {
        messageId: '<one@mail.example>',
        subject: 'Ship it?',
        references: ['<a@b.example>', `<${id}@localhost>`],
      },
      attachments: [],
    })
    const checked = read.mail.headers.filter(({ key }) => key === 'authentication-results').map(({ value }) => value)
    expect(checked).toEqual([
      expect.stringMatching(/^mx\.example; dmarc=pass\s+header\.from=mail\.example$/),
      expect.stringMatching(/^forged/),
    ])
  })

  test('without a Message-ID stands nowhere', async () => {
    expect((await readArrived(mail('From: ada@mail.example'))).place).toBeNull()
  })
})

describe('a report of a mail that came back', () => {
  const report = (action: string, original = 'message/rfc822') =>
    Buffer.from(
      [
        'From: MAILER-DAEMON@mx.example',
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'Sorry.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example',
        '',
        'Final-Recipient: rfc822; ben@gone.example',
        `Action: ${action}`,
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 <ben@gone.example>:',
        ' Recipient address rejected',
        '',
        '--b',
        `Content-Type: ${original}`,
        '',
        `Message-ID: <${id}@localhost>`,
        'Subject: Ship it?',
        '',
        'Approve.',
        '--b--',
        '',
      ].join('\r\n'),
    )

  test.each(['message/rfc822', 'text/rfc822-headers'])('names it, with the server’s words: %s', async (original) => {
    expect((await readArrived(report('failed', original))).bounce).toEqual({
      messageId: `<${id}@localhost>`,
      words: '550 5.1.1 <ben@gone.example>: Recipient address rejected',
    })
  })

  test('says nothing as long as it is tried on', async () => {
    expect((await readArrived(report('delayed'))).bounce).toBeNull()
    expect((await readArrived(mail('Subject: Hello'))).bounce).toBeNull()
  })
})

test('tags are put into addresses whose service is known to deliver them', () => {
  expect(['ada@gmail.com', 'ada@Fastmail.com', 'ada@proton.me', 'ada@outlook.co.uk'].map(takesTags)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(['ada@mail.example', 'ada@notgmail.com', 'ada@gmx.net', 'gmail.com'].map(takesTags)).toEqual([
    false,
    false,
    false,
    false,
  ])
})
