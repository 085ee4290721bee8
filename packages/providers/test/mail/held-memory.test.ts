import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parseMail } from '@switchboard/providers/mail/parse-mail'
import { expect, test } from 'vitest'

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')
const heldBytes = async () => {
  // What was waited for is let go with the turn, and what is tidied up after a collection with the next one.
  for (let time = 0; time < 4; time++) {
    await turn()
    if (typeof collectGarbage === 'function') collectGarbage()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

test.each(['text/html', 'text/plain'])('of a long mail (%s) only what is kept stays in memory', async (type) => {
  const line = `${'All the plans are here. '.repeat(40)}\r\n`
  const head = `From: ada@northwind.example\r\nContent-Type: ${type}\r\n\r\n`
  const read = () => parseMail(Buffer.from(head + line.repeat(8_000)))
  // What is loaded by the first, and its text as that of the last match of a pattern, is held anyway.
  await read()
  const before = await heldBytes()
  const mails = []
  for (let count = 0; count < 10; count++) mails.push(await read())
  expect((await heldBytes()) - before).toBeLessThan(40_000_000)
  for (const { text } of mails) expect(text).toContain('All the plans')
})
