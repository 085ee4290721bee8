'use client'

import { useQuery } from '@tanstack/react-query'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { Bone, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import type { Outputs } from '@/lib/api-types'
import { shortDay } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'

const roles: Record<Outputs['team']['me']['role'], string> = { owner: 'Owner', admin: 'Admin', member: 'Member' }

/** Who is in the team and what they may do. */
export function MembersSection() {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const members = useQuery(trpc.team.members.queryOptions())
  return (
    <section aria-labelledby="members" style={{ maxWidth: 720 }}>
      <h2 id="members" className="mb-2">
        Team
      </h2>
      {members.isError ? (
        <ErrorState title="The team could not be loaded" error={members.error} onRetry={() => void members.refetch()} />
      ) : members.isPending ? (
        <Bone width={480} height={96} />
      ) : (
        <DataTable label="Members" columns={['Name', 'E-mail', { figures: 'Role' }, { figures: 'Since' }]}>
          {members.data.items.map((member) => (
            <DataRow key={member.id}>
              <DataCell>{member.name ?? '–'}</DataCell>
              <DataCell>{member.email}</DataCell>
              <DataCell figures label="Role">
                {roles[member.role]}
              </DataCell>
              <DataCell figures label="Since">
                {shortDay(member.since, now, zone)}
              </DataCell>
            </DataRow>
          ))}
        </DataTable>
      )}
    </section>
  )
}
