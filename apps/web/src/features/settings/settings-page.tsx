'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/lib/trpc'
import { AgentsSection } from './agents-section'
import { ChannelsSection } from './channels-section'
import { GeneratorSection } from './generator-section'
import { InstallationSection } from './installation-section'
import { KeysSection } from './keys-section'
import { LimitsSection } from './limits-section'
import { MembersSection } from './members-section'
import { MemorySection } from './memory-section'
import { NotificationsSection } from './notifications-section'
import { ProfileForm } from './profile-form'
import { TeamSettingsSection } from './team-settings-form'
import { ThemeChoice } from './theme-choice'

/** Oneself, the team and its settings, the generator, and how to put real keys in. */
export function SettingsPage() {
  const trpc = useTRPC()
  const me = useQuery(trpc.team.me.queryOptions()).data
  const isAdmin = me !== undefined && me.role !== 'member'
  return (
    <main id="content" className="page">
      <div className="inner">
        <header className="page-head">
          <div>
            <h1>Settings</h1>
            <p>
              <span>{me?.team.name}</span>
              <span>{me?.user.email}</span>
            </p>
          </div>
        </header>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
          {me && <ProfileForm key={me.user.id} me={me} />}
          <NotificationsSection />
          <MemorySection />
          <ThemeChoice />
          <MembersSection />
          <AgentsSection />
          {isAdmin && <TeamSettingsSection teamId={me.team.id} />}
          {isAdmin && <ChannelsSection />}
          {isAdmin && <LimitsSection />}
          <InstallationSection />
          {isAdmin && <GeneratorSection />}
          <KeysSection />
        </div>
      </div>
    </main>
  )
}
