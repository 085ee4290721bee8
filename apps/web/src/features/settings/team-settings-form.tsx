'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bone, ErrorState } from '@/components/ui/states'
import { Age } from '@/components/ui/time'
import { SaveBar, SettingsForm } from '@/features/setting-fields/settings-form'
import { useSettingsDraft } from '@/features/setting-fields/use-settings-draft'
import type { Outputs } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'

/** What admins set for everybody in the team; it holds at once. */
export function TeamSettingsSection({ teamId }: { teamId: string }) {
  const trpc = useTRPC()
  const settings = useQuery(trpc.team.settings.queryOptions())
  if (settings.isError)
    return (
      <ErrorState
        title="The settings of the team could not be loaded"
        error={settings.error}
        onRetry={() => void settings.refetch()}
      />
    )
  if (settings.isPending) return <Bone width={560} height={280} />
  return <TeamSettingsForm teamId={teamId} {...settings.data} />
}

const formId = 'team-settings'

type FormProps = Outputs['team']['settings'] & { teamId: string }

function TeamSettingsForm({ teamId, settings, settingGroups, lastChange }: FormProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const saving = useMutation(
    trpc.team.saveSettings.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(trpc.team.settings.queryKey(), saved)
        void queries.invalidateQueries({ queryKey: trpc.system.pathKey() })
        return queries.invalidateQueries({ queryKey: trpc.team.usage.queryKey() })
      },
    }),
  )
  const draft = useSettingsDraft({
    id: `team:${teamId}`,
    groups: settingGroups,
    stored: settings,
    saving,
    onSave: (changed) => saving.mutateAsync({ settings: changed }),
  })
  return (
    <div>
      <SettingsForm id={formId} draft={draft} />
      <SaveBar formId={formId} draft={draft} label="Save team settings">
        {lastChange && (
          <span className="meta">
            Last changed by {lastChange.by ?? 'somebody who left'}, <Age at={lastChange.at} suffix=" ago" />
          </span>
        )}
      </SaveBar>
    </div>
  )
}
