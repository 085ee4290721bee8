'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { PowerOff } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** Switches the integrations of all teams; of use to the person who runs the installation. */
export function useIntegrationsSwitch() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  return useMutation(
    trpc.system.switchIntegrations.mutationOptions({
      // Whatever was asked for meanwhile was told that it is off.
      onSettled: () => queries.invalidateQueries(),
    }),
  )
}

/** Says that nothing comes in, and who can change that; nothing while all is on. */
export function SwitchedOffNotice() {
  const trpc = useTRPC()
  const integrations = useQuery(trpc.system.status.queryOptions()).data?.integrations
  const role = useQuery(trpc.team.me.queryOptions()).data?.role
  const isAdmin = role === 'owner' || role === 'admin'
  const change = useIntegrationsSwitch()
  if (!integrations || (integrations.forAll && integrations.forTeam)) return null
  const { forAll, undecided, isOperator } = integrations
  return (
    <div className="notice warn">
      <Icon of={PowerOff} />
      <span className="grow" role="status">
        {change.isError
          ? faultOf(change.error).message
          : forAll
            ? `The integrations of this team are switched off: nothing is read, received or written back.${isAdmin ? '' : ' An admin can switch them on.'}`
            : `Integrations are ${undecided ? 'not switched on yet' : 'switched off'} on this installation: nothing is read, received or written back.${isOperator ? '' : ' Whoever runs it can switch them on.'}`}
      </span>
      {forAll
        ? isAdmin && (
            <Link className={buttonClass({})} href="/settings#team-settings">
              Open Settings
            </Link>
          )
        : isOperator && (
            <Button disabled={change.isPending} onClick={() => change.mutate({ on: true })}>
              Switch integrations on
            </Button>
          )}
    </div>
  )
}
