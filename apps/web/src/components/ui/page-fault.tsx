'use client'

import { TRPCClientError } from '@trpc/client'
import { ShieldAlert } from 'lucide-react'
import type { AppRouter } from '@switchboard/api'
import { EmptyState, ErrorState } from './states'

type Props = { title: string; error: unknown; onRetry: () => void; first?: boolean }

/** Why a page that not everybody may see could not be loaded: who may not is told so, and asks again in vain. */
export function PageFault({ error, ...props }: Props) {
  if (!isForbidden(error)) return <ErrorState error={error} {...props} />
  return (
    <EmptyState icon={ShieldAlert} title="This is for admins" first={props.first}>
      <p>{error.message}</p>
    </EmptyState>
  )
}

const isForbidden = (error: unknown): error is TRPCClientError<AppRouter> => {
  if (!(error instanceof TRPCClientError)) return false
  const failed: TRPCClientError<AppRouter> = error
  return failed.data?.code === 'FORBIDDEN'
}
