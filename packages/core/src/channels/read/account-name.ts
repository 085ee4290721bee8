import type { Connection } from '@switchboard/db'
import type { Actor } from '../../context'

/** The name of an account as a member sees it: of accounts of their own, and of those that the team shares. Null: of none, or of others. */
export const accountNameFor = (
  { userId }: Actor,
  connection: Pick<Connection, 'ownerId' | 'accountName'> | null | undefined,
): string | null =>
  connection && (connection.ownerId === null || connection.ownerId === userId) ? connection.accountName : null
