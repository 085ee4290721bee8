import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { mailboxLine } from './mailbox-line'

test.each([
  [1, 'own.mbox: 1 mail'],
  [3, 'own.mbox: 3 mails'],
])('The start says that %i mails were read', async (mailsRead, line) => {
  const server = createServer((_request, response) => response.end(JSON.stringify({ status: 'ready', mailsRead })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  expect(await mailboxLine(`http://127.0.0.1:${port}`, '/home/ada/own.mbox')).toBe(line)
  server.close()
})
