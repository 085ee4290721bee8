import { z } from 'zod'
import { foundTeam } from '@switchboard/core/teams/found-team'
import type { Database } from '@switchboard/db'

const peopleSchema = z.array(
  z.object({ name: z.string(), email: z.email(), role: z.enum(['owner', 'admin', 'member']) }),
)

/** Makes the team whose people the sandbox knows, once. */
export async function seedSandboxTeam(db: Database, sandboxUrl: string): Promise<void> {
  const response = await fetch(new URL('/people', sandboxUrl))
  const people = peopleSchema.parse(await response.json())
  await foundTeam(db, { name: 'Northwind Studio', people })
}
