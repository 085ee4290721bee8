import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Said } from '@/lib/api-types'
import { inTurn } from '@/lib/in-turn'
import { madeId } from '@/lib/new-id'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { sayingFault } from './saying-fault'

/** Said here and not known to the server yet, or refused by it. */
export type Pending = { key: string; text: string; saidAt: Date; fault: string | null }

type Thread = { id: string; said: Said[] }

/** Says something at once, and shows what became of it. Sent again it has the same key, so that it is said once. */
export function useSaying({ id, said }: Thread, onSaid: (said: Said) => void) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [pending, setPending] = useState<Pending[]>([])
  const [waitUntil, setWaitUntil] = useState<number | null>(null)

  // What was said comes by its event as well, which may be here before the answer of the call that said it.
  const known = useRef(new Set(said.map((one) => one.id)))
  useEffect(() => {
    const fresh = said.filter((one) => !known.current.has(one.id))
    for (const one of fresh) known.current.add(one.id)
    const texts = fresh.filter(({ speaker }) => speaker === 'person').map(({ content }) => content)
    if (texts.length > 0) setPending((before) => withoutTexts(before, texts))
  }, [said])

  const send = async (message: Pending) => {
    setPending((before) => [...before.filter(({ key }) => key !== message.key), { ...message, fault: null }])
    const { key, text, saidAt } = message
    try {
      const input = { conversationId: id, key, text, saidAt }
      onSaid(await inTurn(queries, `say:${id}`, trpc.conversation.say.mutationOptions({ retry: sendAgain }), input))
      setPending((before) => before.filter((one) => one.key !== key))
    } catch (error) {
      const { text: fault, waitMs } = sayingFault(error)
      if (waitMs !== null) setWaitUntil(Date.now() + waitMs)
      setPending((before) => before.map((one) => (one.key === key ? { ...one, fault } : one)))
    }
  }
  return {
    pending,
    waitUntil,
    say: (text: string) => void send({ key: madeId(), text, saidAt: new Date(), fault: null }),
    /** What was refused long ago is said now. */
    sayAgain: (message: Pending) => void send({ ...message, saidAt: new Date() }),
    drop: (key: string) => setPending((before) => before.filter((one) => one.key !== key)),
  }
}

/** Each text takes one message away. */
function withoutTexts(pending: Pending[], texts: string[]): Pending[] {
  const left = [...texts]
  return pending.filter(({ text }) => {
    const place = left.indexOf(text)
    if (place === -1) return true
    left.splice(place, 1)
    return false
  })
}
