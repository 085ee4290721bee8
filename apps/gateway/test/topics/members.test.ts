import { expect, test } from 'vitest'
import { toldOf } from '../../src/hub/frames'
import { deliver, newMember, settle } from '../../src/hub/members'

/** A socket that keeps what is sent by it. */
function fakeSocket() {
  const sent: unknown[] = []
  const calls: string[] = []
  return {
    sent,
    calls,
    OPEN: 1 as const,
    readyState: 1 as const,
    bufferedAmount: 0,
    send: (frame: unknown) => void sent.push(frame),
    close: () => void calls.push('close'),
    terminate: () => void calls.push('terminate'),
  }
}

function settled(rpcId: number, socket = fakeSocket()) {
  const member = newMember(socket)
  settle(member, rpcId)
  return { member, socket }
}
const numbersIn = (sent: unknown[]) => sent.map((frame) => /"id":"(\d+)"/.exec(String(frame))?.[1])

test('an event is written once for all whose call has the same id', () => {
  const pages = [settled(1), settled(1), settled(2), settled(1)]
  deliver(
    pages.map(({ member }) => member),
    toldOf(1, { text: 'a' }),
  )
  const [first, second, other, third] = pages.map(({ socket }) => socket.sent[0])
  expect(second).toBe(first)
  expect(third).toBe(first)
  expect(other).not.toBe(first)
  expect(String(other)).toBe(String(first).replace('{"id":1', '{"id":2'))
})

test('whoever still reads is told afterwards, but nothing that it has read', () => {
  const socket = fakeSocket()
  const member = newMember(socket)
  for (const seq of [3, 4, 5]) deliver([member], toldOf(seq, {}))
  expect(socket.sent).toEqual([])
  member.last = 4
  settle(member, 1)
  deliver([member], toldOf(5, {}))
  deliver([member], toldOf(6, {}))
  expect(numbersIn(socket.sent)).toEqual(['5', '6'])
})

test.each([
  [
    'something between what it read and what waited is missing',
    (member: ReturnType<typeof newMember>) => deliver([member], toldOf(3, {})),
  ],
  [
    'more happened than could wait',
    (member: ReturnType<typeof newMember>) => {
      for (let seq = 2; seq <= 1_002; seq++) deliver([member], toldOf(seq, {}))
    },
  ],
])('a page comes again when %s', (_, happen) => {
  const socket = fakeSocket()
  const member = newMember(socket)
  happen(member)
  member.last = 1
  settle(member, 1)
  expect(socket.sent).toEqual([])
  expect(socket.calls).toEqual(['close'])
})

test('a socket that takes nothing is cut, and holds up nobody', () => {
  const [slow, quick] = [settled(1), settled(1)]
  slow.socket.bufferedAmount = 1_024 * 1_024 + 1
  deliver([slow.member, quick.member], toldOf(1, {}))
  expect(slow.socket).toMatchObject({ sent: [], calls: ['terminate'] })
  expect(numbersIn(quick.socket.sent)).toEqual(['1'])
  // What was not sent was not told: it is sent when the page is back.
  expect(slow.member.last).toBe(0)
})
