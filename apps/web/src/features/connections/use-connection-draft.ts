import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSettingsDraft } from '@/features/setting-fields/use-settings-draft'
import type { ConnectionDetail } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'

/** Changes to a connection's settings that are not saved yet. */
export function useConnectionDraft({ id, settings, settingGroups }: ConnectionDetail) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const saving = useMutation(
    trpc.connection.updateSettings.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(trpc.connection.get.queryKey({ id: saved.id }), saved)
        return queries.invalidateQueries({ queryKey: trpc.connection.list.queryKey() })
      },
    }),
  )
  return useSettingsDraft({
    id: `connection:${id}`,
    groups: settingGroups,
    stored: settings,
    saving,
    onSave: (changed) => saving.mutateAsync({ id, settings: changed }),
  })
}
