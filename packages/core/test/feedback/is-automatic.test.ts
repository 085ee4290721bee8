import { describe, expect, test } from 'vitest'
import { isAutomatic } from '../../src/feedback/mail/is-automatic'

const person = 'ada@example.com'

describe('a mail that a program has sent', () => {
  test.each([
    ['Auto-Submitted', 'auto-replied'],
    ['auto-submitted', 'auto-generated; owner-email="ada@example.com"'],
    ['Auto-Submitted', 'auto-notified (vacation)'],
    ['Precedence', 'bulk'],
    ['Precedence', 'auto_reply'],
    ['Precedence', 'List'],
    ['X-Auto-Response-Suppress', 'All'],
    ['X-Auto-Response-Suppress', 'DR, AutoReply'],
    ['List-Id', 'People <people.example.com>'],
    ['Return-Path', '<>'],
    ['Return-Path', ' < > '],
    ['Content-Type', 'multipart/report; report-type=delivery-status; boundary=x'],
    ['Content-Type', 'Multipart/Report; report-type=disposition-notification'],
    ['X-Autoreply', 'yes'],
    ['X-Autorespond', 'Re: Approve?'],
    ['X-Failed-Recipients', 'bo@example.com'],
    ['Subject', 'Automatic reply: Approve?'],
    ['Subject', 'Abwesenheitsnotiz: Freigeben?'],
    ['Subject', 'Réponse automatique : Valider ?'],
  ])('%s: %s', (key, value) => {
    expect(isAutomatic([{ key, value }], person)).toBe(true)
  })

  test.each([
    'MAILER-DAEMON@example.com',
    'mailer-daemon+x@example.com',
    'postmaster@example.com',
    'no-reply@example.com',
    'noreply@example.com',
    'bounces+17@example.com',
    '',
  ])('from %j', (from) => {
    expect(isAutomatic([], from)).toBe(true)
  })

  test('one sign among the headers of a person is enough', () => {
    const headers = [
      { key: 'return-path', value: '<ada@example.com>' },
      { key: 'auto-submitted', value: 'no' },
      { key: 'auto-submitted', value: 'auto-replied' },
    ]
    expect(isAutomatic(headers, person)).toBe(true)
  })
})

describe('a mail that a person has sent', () => {
  test.each([
    ['Auto-Submitted', 'no'],
    ['Auto-Submitted', 'No (by hand)'],
    ['Precedence', 'first-class'],
    ['X-Auto-Response-Suppress', 'None'],
    ['Return-Path', '<ada@example.com>'],
    ['Content-Type', 'multipart/alternative; boundary=report'],
    ['Subject', 'Re: Automatic reply to customers, approve?'],
    ['Subject', 'Re: Out of office desks'],
  ])('%s: %s', (key, value) => {
    expect(isAutomatic([{ key, value }], person)).toBe(false)
  })

  test.each(['ada@example.com', 'bo.noreply@example.com', 'postmasters@example.com', 'listservice@example.com'])(
    'from %s',
    (from) => {
      expect(isAutomatic([], from)).toBe(false)
    },
  )
})
