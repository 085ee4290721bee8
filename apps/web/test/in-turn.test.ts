import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { inTurn } from '../src/lib/in-turn'

/** Answers when it is told to, in the order in which it was called. */
function slowServer() {
  const calls: { input: string; answer: () => void; fail: () => void }[] = []
  const mutationFn = (input: string) =>
    new Promise<string>((resolve, reject) => {
      calls.push({ input, answer: () => resolve(`${input} done`), fail: () => reject(new Error(`${input} refused`)) })
    })
  const queries = new QueryClient()
  const send = (scope: string, input: string) => inTurn(queries, scope, { mutationFn }, input)
  const called = (inputs: string[]) => vi.waitFor(() => expect(calls.map(({ input }) => input)).toEqual(inputs))
  return { calls, queries, send, called }
}

test('a change waits for the answer to the one before it in its scope, and for no other', async () => {
  const { calls, send, called } = slowServer()
  const finishing = send('task 1', 'finish 1')
  const reopening = send('task 1', 'reopen 1')
  const other = send('task 2', 'finish 2')
  await called(['finish 1', 'finish 2'])
  calls[1]?.answer()
  expect(await other).toBe('finish 2 done')
  expect(calls).toHaveLength(2)
  calls[0]?.answer()
  expect(await finishing).toBe('finish 1 done')
  await called(['finish 1', 'finish 2', 'reopen 1'])
  calls[2]?.answer()
  expect(await reopening).toBe('reopen 1 done')
})

test('a change that is refused does not hold up the next', async () => {
  const { calls, send, called } = slowServer()
  const refused = expect(send('task 1', 'finish')).rejects.toThrow('finish refused')
  const next = send('task 1', 'reopen')
  await called(['finish'])
  calls[0]?.fail()
  await refused
  await called(['finish', 'reopen'])
  calls[1]?.answer()
  expect(await next).toBe('reopen done')
})
