'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Connection } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** What people do to a connection. Everything that shows it is read again. */
export function useConnectionActions() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.connection.pathKey() })
  const connecting = useMutation(
    trpc.connection.connect.mutationOptions({ onSuccess: ({ url }) => window.location.assign(url) }),
  )
  const syncing = useMutation(trpc.connection.syncNow.mutationOptions({ onSettled }))
  const syncingAll = useMutation(trpc.connection.syncAll.mutationOptions({ onSettled }))
  const stopping = useMutation(trpc.connection.stopSync.mutationOptions({ onSettled }))
  const pausing = useMutation(trpc.connection.pause.mutationOptions({ onSettled }))
  const resuming = useMutation(trpc.connection.resume.mutationOptions({ onSettled }))
  const checking = useMutation(trpc.connection.check.mutationOptions({ onSettled }))
  const disconnecting = useMutation(
    trpc.connection.disconnect.mutationOptions({ onSettled: () => queries.invalidateQueries() }),
  )
  const dismissingGap = useMutation(trpc.connection.dismissGap.mutationOptions({ onSettled }))
  const testing = useMutation(trpc.connection.sendTest.mutationOptions())
  const all = [
    testing,
    connecting,
    syncing,
    syncingAll,
    stopping,
    pausing,
    resuming,
    checking,
    disconnecting,
    dismissingGap,
  ]
  const failed = all.find((mutation) => mutation.isError)
  return {
    connect: (provider: Connection['provider'], connectionId?: string) =>
      connecting.mutate({ provider, ...(connectionId ? { connectionId } : {}) }),
    /** A new connection, by the team's own app. */
    connectByApp: (provider: Connection['provider'], appId: string) => connecting.mutate({ provider, appId }),
    /** The browser is on its way to the provider. */
    leavingFor: connecting.isPending || connecting.isSuccess ? connecting.variables.provider : null,
    sync: (id: string) => syncing.mutate({ id }),
    syncAll: () => syncingAll.mutate(),
    stop: (id: string) => stopping.mutate({ id }),
    pause: (id: string) => pausing.mutate({ id }),
    resume: (id: string) => resuming.mutate({ id }),
    check: (id: string) => checking.mutate({ id }),
    dismissGap: (id: string, to: Date) => dismissingGap.mutate({ id, to }),
    sendTest: (id: string, onSent: (testId: string) => void) =>
      testing.mutate({ id }, { onSuccess: (sent) => onSent(sent.id) }),
    isTesting: testing.isPending,
    isChecking: checking.isPending,
    checked: checking.data ?? null,
    disconnect: (id: string, onDone: () => void) => disconnecting.mutate({ id }, { onSuccess: onDone }),
    isDisconnecting: disconnecting.isPending,
    /** Why the latest of them did not work, for people. */
    fault: failed ? faultOf(failed.error).message : null,
    forgetFault: () => all.forEach((mutation) => mutation.isError && mutation.reset()),
  }
}

export type ConnectionActions = ReturnType<typeof useConnectionActions>
