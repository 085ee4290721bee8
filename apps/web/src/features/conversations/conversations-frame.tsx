'use client'

import { useParams, useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { ConversationList } from './conversation-list'

/** The list, and beside it the conversation that is open; on a phone one of them. */
export function ConversationsFrame({ children }: { children: ReactNode }) {
  const { id } = useParams<{ id?: string }>()
  const isNew = useSearchParams().has('new')
  return (
    <main id="content" className="conv" data-shows={id || isNew ? 'thread' : 'list'}>
      <ConversationList />
      {children}
    </main>
  )
}
