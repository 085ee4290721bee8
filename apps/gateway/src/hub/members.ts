import type { WebSocket } from 'ws'
import { frameOf, type RpcId, type Told } from './frames'

/** A subscription that is told what happens in its topics. */
export type Member = {
  socket: Pick<WebSocket, 'send' | 'close' | 'terminate' | 'bufferedAmount' | 'readyState' | 'OPEN'>
  /** The id of its call; null while it still reads what it missed. */
  rpcId: RpcId
  /** The number of the last event that it was told. */
  last: number
  /** What happens while it still reads. */
  waiting: Told[]
  /** Whether more happened than could wait: it has to read again. */
  overran: boolean
}

/** Beyond so much that a socket has not taken it is cut: its page comes back and resumes. */
const mostBufferedBytes = 1_024 * 1_024
const mostWaiting = 1_000

export const newMember = (socket: Member['socket']): Member => ({
  socket,
  rpcId: null,
  last: 0,
  waiting: [],
  overran: false,
})

/** Tells all of them, written once for all whose call has the same id. */
export function deliver(members: Iterable<Member>, told: Told): void {
  const frames = new Map<RpcId, Buffer>()
  for (const member of members) {
    if (member.rpcId === null) wait(member, told)
    else if (isNew(member, told)) send(member, told, frames)
  }
}

/** From now on it is told by its socket, beginning with what has waited. */
export function settle(member: Member, rpcId: RpcId): void {
  const waiting = member.waiting.filter((told) => isNew(member, told))
  const [first] = waiting
  // A hole: something was told that never came here.
  const missed = member.overran || (first && first.seq !== null && first.seq > member.last + 1)
  if (missed) return comeAgain(member)
  member.rpcId = rpcId
  member.waiting = []
  for (const told of waiting) send(member, told, new Map())
}

/** Has the page open another socket, by which it is told all that it missed. */
export const comeAgain = (member: Member): void => member.socket.close(1012, 'read again')

/** Resolves when all that was sent to a socket has left this process; also when the socket has closed. */
export const taken = ({ socket }: Member) => new Promise<void>((resolve) => socket.send('PONG', () => resolve()))

const isNew = (member: Member, { seq }: Told) => seq === null || seq > member.last

function wait(member: Member, told: Told): void {
  if (member.waiting.length < mostWaiting) return void member.waiting.push(told)
  member.waiting = []
  member.overran = true
}

function send(member: Member, told: Told, frames: Map<RpcId, Buffer>): void {
  const { socket, rpcId } = member
  if (socket.readyState !== socket.OPEN) return
  if (socket.bufferedAmount > mostBufferedBytes) return socket.terminate()
  const known = frames.get(rpcId)
  const frame = known ?? frameOf(rpcId, told)
  if (!known) frames.set(rpcId, frame)
  socket.send(frame, { binary: false })
  if (told.seq !== null) member.last = told.seq
}
