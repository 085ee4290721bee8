import { composition } from '@/server/composition'

export const dynamic = 'force-dynamic'

/** The process can serve: the database answers and has the queue's tables. */
export async function GET(): Promise<Response> {
  const { ctx } = composition()
  try {
    await ctx.db.$queryRaw`select 1 from graphile_worker.migrations limit 1`
    return Response.json({ status: 'ready' })
  } catch {
    return Response.json({ status: 'unready', database: 'does not answer' }, { status: 503 })
  }
}
