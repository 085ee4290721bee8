import type { Context } from '@switchboard/core/context'
import { startGatewayHere } from '../start-gateway'
import { topicRouter } from './topic-router'
import { tableTopics } from './topic-table'

/** A gateway in this process, for topics of the table. */
export const startTableGateway = (ctx: Context, databaseUrl: string, router = topicRouter) =>
  startGatewayHere(ctx, databaseUrl, { router, topics: [tableTopics] })
