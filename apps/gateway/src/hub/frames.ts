import { type Encoder, jsonEncoder } from '@trpc/server/adapters/ws'
import { wire } from '@switchboard/api/wire'

/** By which a page knows the call that a frame answers. */
export type RpcId = string | number | null

/** What is told, as it travels, but for whose call it answers. Without a number nobody can resume after it. */
export type Told = { seq: number | null; json: string }

export function toldOf(seq: number | null, data: unknown): Told {
  const value = seq === null ? data : { id: String(seq), data }
  return { seq, json: JSON.stringify(wire.serialize(value)) }
}

/** The very frame that tRPC writes when a generator yields this, tracked by its number. */
export function frameOf(rpcId: RpcId, { seq, json }: Told): Buffer {
  const id = seq === null ? '' : `,"id":"${seq}"`
  return Buffer.from(`{"id":${JSON.stringify(rpcId)},"result":{"type":"data","data":${json}${id}}}`)
}

type Taker = (rpcId: RpcId) => void

const taking = Symbol('taking')
const takers = new WeakMap<object, Taker>()

/**
 * What a generator yields when it has nothing left to say by itself: the encoder takes it out again and gives `take` the id of the call. No
 * client ever gets one, so to its type it is nothing.
 */
export function handOver(take: Taker): never {
  const token = {}
  takers.set(token, take)
  return { [taking]: token } as never
}

/** tRPC's own encoder, but for what is handed over. Something has to be sent then: clients pass over this word. */
export const encoder: Encoder = {
  ...jsonEncoder,
  encode(message) {
    const call = handedOver(message)
    if (!call) return jsonEncoder.encode(message)
    call.take(call.rpcId)
    return 'PONG'
  },
}

/** The wire copies objects, and with them what they carry under a symbol. */
function handedOver(message: unknown): { rpcId: RpcId; take: Taker } | null {
  const data = fieldOf(fieldOf(message, 'result'), 'data')
  const token = fieldOf(data, taking)
  const take = typeof token === 'object' && token ? takers.get(token) : undefined
  const rpcId = fieldOf(message, 'id')
  if (!take || !(typeof rpcId === 'string' || typeof rpcId === 'number')) return null
  return { rpcId, take }
}

const fieldOf = (value: unknown, name: string | symbol): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
