'use client'

import { skipToken, useMutation, useQuery } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { MessagePath } from '@/features/messages/message-path'
import { messageStates, stateOf } from '@/features/messages/message-texts'
import type { SentMessageDetail } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** Sends oneself a message and shows the path that it takes, step by step. */
export function TestMessage({ isChanged }: { isChanged: boolean }) {
  const trpc = useTRPC()
  const [id, setId] = useState<string | null>(null)
  const sending = useMutation(trpc.reach.sendTest.mutationOptions({ onSuccess: (message) => setId(message.id) }))
  const message = useQuery(trpc.delivery.get.queryOptions(id ? { id } : skipToken))
  const failed = sending.error ?? message.error
  return (
    <section aria-labelledby="test-message" className="test-message">
      <h2 id="test-message">Try it</h2>
      <p className="meta mb-3">
        {isChanged
          ? 'A test message takes the way that is saved: save your changes first.'
          : 'A test message shows which way a message takes to you, and why.'}
      </p>
      <Button disabled={sending.isPending} onClick={() => sending.mutate()}>
        <Icon of={Send} />
        Send a test message
      </Button>
      {failed && (
        <p className="fault-line mt-2" role="alert">
          {faultOf(failed).message}
        </p>
      )}
      {message.data && <Way message={message.data} />}
    </section>
  )
}

function Way({ message }: { message: SentMessageDetail }) {
  const { name, icon, tone } = messageStates[stateOf(message)]
  const isSeen = message.deliveries.some(({ channel, state }) => channel === 'web' && state === 'delivered')
  return (
    <div className="mt-4" role="status">
      <MessagePath steps={message.steps} label="The way of the test message" />
      <p className="mt-3">
        <Status icon={icon} tone={tone} long>
          {name}
          {isSeen && ', and seen on an open page'}
        </Status>
      </p>
    </div>
  )
}
