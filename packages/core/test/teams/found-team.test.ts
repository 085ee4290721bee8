import { expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { foundTeam } from '../../src/teams/found-team'

const database = createTestDatabase()

const people = [
  { name: 'Ada', email: 'ada@northwind.example', role: 'owner' as const },
  { name: 'Ben', email: 'ben@northwind.example', role: 'member' as const },
]

const memberships = () =>
  database.db.membership.findMany({
    where: { user: { email: { endsWith: '@northwind.example' } } },
    select: { role: true, team: { select: { name: true } }, user: { select: { email: true } } },
    orderBy: { user: { email: 'asc' } },
  })

test('A team is made with its people once, and who left it stays out', async () => {
  await foundTeam(database.db, { name: 'Northwind Studio', people })
  const team = { name: 'Northwind Studio' }
  const ada = { role: 'owner', team, user: { email: 'ada@northwind.example' } }
  expect(await memberships()).toEqual([ada, { role: 'member', team, user: { email: 'ben@northwind.example' } }])

  await database.db.membership.deleteMany({ where: { user: { email: 'ben@northwind.example' } } })
  await foundTeam(database.db, { name: 'Northwind Studio', people })
  expect(await memberships()).toEqual([ada])
})
