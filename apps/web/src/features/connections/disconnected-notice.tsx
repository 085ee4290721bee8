'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { useTRPC } from '@/lib/trpc'

/** What came of 'Disconnect': what is gone, what stays, and what is left to do at the provider. */
export function DisconnectedNotice() {
  const trpc = useTRPC()
  const [id, setId] = useQueryState('disconnected', parseAsString)
  const connection = useQuery(trpc.connection.get.queryOptions(id ? { id } : skipToken)).data
  // It may have been connected anew since.
  if (connection?.status !== 'disconnected') return null
  const { providerName, accountName, errorMessage } = connection
  return (
    <div className={errorMessage ? 'notice warn' : 'notice ok'} role="status">
      <Icon of={errorMessage ? CircleAlert : CircleCheck} />
      <span className="grow">
        {providerName} {accountName} is disconnected. Its suggestions and tasks stay; what you finish is no longer
        written back. {errorMessage}
      </span>
      <Button look="quiet" onClick={() => void setId(null)}>
        Close
      </Button>
    </div>
  )
}
