import { describe, expect, test } from 'vitest'
import { renderMessage } from '../../src/mail/render-message'
import type { RenderedMail } from '../../src/mail/templates/frame'
import { hostileMails, sampleMails } from './sample-mails'
import { messageWith } from './sample-messages'

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
    for (const address of addresses) expect(text).toContain(address.replace('mailto:', ''))
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

test('A question is answered by one of several, and opening a link decides nothing yet', () => {
  const { html, text } = sampleMails.feedbackRequest
  expect(html.match(/class="choice"/g)).toHaveLength(3)
  expect(html).not.toContain('class="button"')
  expect(text).toContain('decides nothing yet')
})

test('Elsewhere the first thing to do is a button, and the others are links', () => {
  const actions = ['One', 'Two'].map((label) => ({
    id: label,
    label,
    style: 'plain' as const,
    url: 'https://a.example',
  }))
  const { html } = renderMessage(messageWith({ actions }), 'https://switchboard.example')
  expect(html).toMatch(/class="button"[^>]*>One</)
  expect(html).toMatch(/class="link"[^>]*>Two</)
})

test('What has been decided stands before what it is about, and nothing is left to be done', () => {
  const { text } = renderMessage(
    messageWith({ template: 'question', outcome: 'Approved by Ada.' }),
    'https://switchboard.example',
  )
  expect(text.indexOf('Approved by Ada.')).toBeLessThan(text.indexOf('It wants you'))
  expect(text).not.toContain('decides nothing yet')
})

test('Each says why one gets it, and where that is changed', () => {
  for (const { text } of Object.values(sampleMails)) {
    expect(text).toContain('You get this because')
    expect(text).toContain('https://switchboard.example/settings/notifications')
  }
  expect(new Set(Object.values(sampleMails).map(({ text }) => /You get this because.*/.exec(text)?.[0])).size).toBe(4)
})

test('Nothing more of a kind is asked for by one link, where there is one', () => {
  expect(sampleMails.digest.text).toContain('Unsubscribe: https://switchboard.example/api/unsubscribe/token')
  expect(sampleMails.alert.text).not.toContain('Unsubscribe')
})

test('A button leads to the web alone', () => {
  const link = { label: 'Go', url: 'javascript:alert(1)' }
  expect(() => renderMessage(messageWith({ link }), 'https://a.example')).toThrow('pages of the web')
})
