import { describe, expect, test } from 'vitest'
import { agentMessage } from '../../src/mail/templates/agent-message'
import { alert } from '../../src/mail/templates/alert'
import { digest } from '../../src/mail/templates/digest'
import { feedbackRequest } from '../../src/mail/templates/feedback-request'
import type { RenderedMail } from '../../src/mail/templates/frame'
import { hostileMails, sampleMails } from './sample-mails'

/** Voided and unclosed elements apart, each tag that begins ends. */
function unclosed(html: string): string[] {
  const open: string[] = []
  for (const [, end, tag = ''] of html.matchAll(/<(\/?)([a-z]\w*)[^>]*>/g)) {
    if (/^(?:meta|br|hr)$/.test(tag)) continue
    if (!end) open.push(tag)
    else if (open.at(-1) === tag) open.pop()
    else return [...open, `/${tag}`]
  }
  return open
}

describe.each(Object.entries<RenderedMail>(sampleMails))('%s', (_, { subject, html, text }) => {
  test('is whole, light and dark, and loads nothing', () => {
    expect(unclosed(html)).toEqual([])
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    expect(html).toContain('@media (prefers-color-scheme: dark)')
    expect(html).not.toMatch(/<img|<link|@import|url\(|<script| src=/)
    expect(subject).not.toMatch(/[\r\n]/)
    expect(Buffer.byteLength(html)).toBeLessThan(102_000)
    expect(text).not.toMatch(/<\w|&\w+;/)
  })

  test('leads to the same pages in HTML and in plain text', () => {
    const addresses = [...html.matchAll(/href="([^"]+)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'))
    expect(addresses.length).toBeGreaterThan(1)
    for (const address of addresses) expect(text).toContain(address)
  })
})

describe.each(Object.entries<RenderedMail>(hostileMails))('%s of hostile words', (_, { subject, html, text }) => {
  test('shows them as words', () => {
    expect(unclosed(html)).toEqual([])
    expect(html).not.toMatch(/<script|<img|onerror="|javascript:[^<]*"/)
    expect(html).toContain('&lt;script&gt;')
    expect(subject).not.toMatch(/[\r\n]/)
    expect(text).toContain('<script>')
  })
})

test('A question says until when it waits, in the time of who is asked', () => {
  expect(sampleMails.feedbackRequest.text).toContain('until Tuesday, 24 November 2026 at 15:30 CET')
})

test('A question without options asks for words', () => {
  const { html } = feedbackRequest({
    agent: 'Relay',
    summary: 'Which budget?',
    question: 'Which budget?',
    options: [],
    answerUrl: 'https://switchboard.example/feedback/1',
    canReply: false,
    expiresAt: new Date('2026-11-24T14:30:00Z'),
    timeZone: 'Europe/Berlin',
    settingsUrl: 'https://switchboard.example/settings',
  })
  expect(html).toContain('Write your answer')
  expect(html).not.toContain('reply to this mail')
})

test('A digest leaves out what is empty, and tells how many more there are', () => {
  const { html, text } = digest({
    summary: '1 suggestion',
    sections: [
      { title: 'Due today', entries: [], more: 0, url: 'https://switchboard.example/tasks' },
      {
        title: 'Waiting for you',
        entries: [{ title: 'Send the totals', detail: 'Gmail', url: 'https://switchboard.example/?s=1' }],
        more: 4,
        url: 'https://switchboard.example/',
      },
    ],
    url: 'https://switchboard.example/',
    settingsUrl: 'https://switchboard.example/settings',
  })
  expect(html).not.toContain('Due today')
  expect(text).toContain('4 more: https://switchboard.example/')
})

test('An alert says how bad it is in words', () => {
  expect(sampleMails.alert.text).toMatch(/^Stopped: Gmail/)
})

test('A button leads to the web alone', () => {
  const mail = { tone: 'bad' as const, problem: 'x', detail: 'y', advice: 'z', settingsUrl: 'https://a.example/' }
  expect(() => alert({ ...mail, action: { label: 'Go', url: 'javascript:alert(1)' } })).toThrow('pages of the web')
})

test('A mail that no agent reads says so', () => {
  const mail = {
    agent: 'Relay',
    subject: 'Totals',
    markdown: 'Done.',
    conversationUrl: 'https://switchboard.example/c/1',
    settingsUrl: 'https://switchboard.example/settings',
  }
  expect(agentMessage({ ...mail, canReply: false }).text).toContain('does not read replies')
  expect(agentMessage({ ...mail, canReply: true }).text).toContain('Reply to this mail')
})
