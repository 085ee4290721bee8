'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { buttonClass } from '@/components/ui/button'
import { Bone } from '@/components/ui/states'
import { MessagePath } from '@/features/messages/message-path'
import type { Said } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { channelWords } from './conversation-texts'

type WhyProps = { saidId: string; channel: Said['channel'] }

/** Why an answer came by this channel, step by step. */
export function WhyHere({ saidId, channel }: WhyProps) {
  const [open, setOpen] = useState(false)
  // On a page nobody was: it went where they were reached.
  const question = channel === 'web' ? 'Why elsewhere?' : `Why ${channelWords[channel]}?`
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button type="button" className="why-btn">
          {question}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop why-pop" align="end" sideOffset={4} collisionPadding={8} aria-label={question}>
          <h2>{question}</h2>
          <Way saidId={saidId} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Way({ saidId }: { saidId: string }) {
  const trpc = useTRPC()
  const { data, isPending, isError } = useQuery(trpc.delivery.ofSaid.queryOptions({ id: saidId }))
  if (isPending) return <Bone width="100%" height={40} />
  if (isError) return <p className="meta">Its way could not be loaded. Close this and try again.</p>
  if (data === null) return <p className="meta">You have read it here, on an open page.</p>
  return (
    <>
      <MessagePath steps={data.steps} label="Its way" />
      <div className="why-foot">
        <Link className={buttonClass({ look: 'quiet', small: true })} href="/settings/notifications">
          Change the order
        </Link>
        <Link
          className={buttonClass({ look: 'quiet', small: true })}
          href={`/activity?tab=messages&message=${data.id}`}
        >
          Show the delivery
        </Link>
      </div>
    </>
  )
}
