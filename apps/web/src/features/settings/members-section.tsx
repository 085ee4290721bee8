'use client'

import { useQuery } from '@tanstack/react-query'
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
    <section aria-labelledby="members">
      <h2 id="members" className="mb-2">
        Team
      </h2>
      {members.isError ? (
        <ErrorState title="The team could not be loaded" error={members.error} onRetry={() => void members.refetch()} />
      ) : members.isPending ? (
        <Bone width={480} height={96} />
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Members">
          <table className="data" style={{ maxWidth: 720 }}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">E-mail</th>
                <th scope="col">Role</th>
                <th scope="col" className="num">
                  Since
                </th>
              </tr>
            </thead>
            <tbody>
              {members.data.items.map((member) => (
                <tr key={member.id}>
                  <td>{member.name ?? '–'}</td>
                  <td>{member.email}</td>
                  <td>{roles[member.role]}</td>
                  <td className="num">{shortDay(member.since, now, zone)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
