import type { Transaction } from '@switchboard/db'

/** What people are called, by their ids; of those who are gone nothing. */
export async function namesOf(tx: Pick<Transaction, 'user'>, ids: (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null)
  if (wanted.length === 0) return new Map()
  const users = await tx.user.findMany({
    where: { id: { in: wanted } },
    select: { id: true, name: true, email: true },
  })
  return new Map(users.map(({ id, name, email }) => [id, name ?? email]))
}
