'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { Tabs } from 'radix-ui'
import { MessageList } from '@/features/messages/message-list'
import { WriteBackList } from './write-back-list'

const tabs = ['changes', 'messages'] as const
const tabNames: Record<(typeof tabs)[number], string> = { changes: 'Changes', messages: 'Messages' }

/** What Switchboard did outside of itself: what it changed at your providers, and what it told people. */
export function ActivityPage() {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('changes'))
  return (
    <main id="content" className="page">
      <div className="inner">
        <header className="page-head">
          <div>
            <h1>Activity</h1>
            <p>What Switchboard changed at your providers, and what it sent.</p>
          </div>
        </header>
        <Tabs.Root
          value={tab}
          onValueChange={(next) => void setTab(tabs.find((name) => name === next) ?? 'changes')}
          activationMode="manual"
        >
          <Tabs.List className="tablist" aria-label="Parts of the activity">
            {tabs.map((name) => (
              <Tabs.Trigger key={name} value={name}>
                {tabNames[name]}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <Tabs.Content value="changes">
            <WriteBackList />
          </Tabs.Content>
          <Tabs.Content value="messages">
            <MessageList />
          </Tabs.Content>
        </Tabs.Root>
      </div>
    </main>
  )
}
