import type { Connection } from '@switchboard/db'
import { providerIdOf } from '../../connections/provider-of'
import type { Context } from '../../context'

type Named = Pick<Connection, 'provider' | 'accountName'>

/** What a way out is called: 'Slack, Northwind'. `connection` is null for the installation's own server. */
export const wayName = (ctx: Pick<Context, 'providers'>, connection: Named | null): string =>
  connection ? `${providerName(ctx, connection)}, ${connection.accountName}` : 'The mail server'

/** The same as a member sees it: of somebody else's account no more than its provider. */
export const wayNameFor = (
  userId: string,
  ctx: Pick<Context, 'providers'>,
  connection: (Named & Pick<Connection, 'ownerId'>) | null,
): string =>
  connection && connection.ownerId !== null && connection.ownerId !== userId
    ? `${providerName(ctx, connection)}, a member’s own account`
    : wayName(ctx, connection)

const providerName = ({ providers }: Pick<Context, 'providers'>, connection: Named) =>
  providers[providerIdOf(connection)]?.name ?? connection.provider
