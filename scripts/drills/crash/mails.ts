import { writeFileSync } from 'node:fs'

const requests = [
  'Could you send me the signed contract for order {n} by Friday? We cannot start before.',
  'Please review the draft of chapter {n} and tell me what you think until tomorrow.',
  'Can you approve invoice {n} today? The supplier waits for the payment.',
  'Would you call the landlord about room {n} before Monday?',
]
const news = [
  'Your parcel {n} has been delivered to the front desk. No signature was needed.',
  'This is the weekly summary number {n}. Everything went as planned.',
  'The backup {n} was completed without errors.',
]
const people = ['Clara Voss', 'Samuel Okoye', 'Elena Petrova', 'Finn Leary']

const firstNumber = 1_000
export const oldestSubject = `Matter ${firstNumber}`

/** Writes an mbox file of different mails; three of five ask for something. */
export function writeMailbox(file: string, count: number, random: () => number): void {
  const pick = (list: string[]) => list[Math.floor(random() * list.length)] ?? ''
  const newest = Date.now() - 3_600_000
  const mails = Array.from({ length: count }, (_, index) => {
    const number = String(firstNumber + index)
    const date = new Date(newest - (count - index) * 60_000)
    const text = pick(random() < 0.6 ? requests : news).replace('{n}', number)
    const name = pick(people)
    const stamp = date.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+).*$/, '$1 $3 $2 $5 $4')
    return [
      `From sender@drill.example ${stamp}`,
      `From: ${name} <sender@drill.example>`,
      'To: Ada Lindqvist <ada@northwind.example>',
      `Subject: Matter ${number}`,
      `Date: ${date.toUTCString()}`,
      `Message-ID: <${number}@drill.example>`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      `Hello Ada,\n\n${text}\n\nKind regards\n${name}`,
      '',
      '',
    ].join('\n')
  })
  writeFileSync(file, mails.join(''))
}
