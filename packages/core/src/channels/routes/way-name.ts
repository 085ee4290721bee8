import type { Connection } from '@switchboard/db'
import { providerIdOf } from '../../connections/provider-of'
import type { Context } from '../../context'

/** What a way out is called: 'Slack, Northwind'. `connection` is null for the installation's own server. */
export const wayName = (
  { providers }: Pick<Context, 'providers'>,
  connection: Pick<Connection, 'provider' | 'accountName'> | null,
): string =>
  connection
    ? `${providers[providerIdOf(connection)]?.name ?? connection.provider}, ${connection.accountName}`
    : 'The mail server'
