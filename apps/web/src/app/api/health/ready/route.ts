import { callerOf } from '@/server/caller'
import { composition } from '@/server/composition'
import { limits } from '@/server/limits'
import { tooMany } from '@/server/too-many'

export const dynamic = 'force-dynamic'

/** The process can serve: the database answers and has the queue's tables. */
export async function GET(request: Request): Promise<Response> {
  const { ctx } = composition()
  const waitSeconds = await limits().health(callerOf(request))
  if (waitSeconds) return tooMany(request, waitSeconds)
  try {
    await ctx.db.$queryRaw`select 1 from graphile_worker.migrations limit 1`
    return Response.json({ status: 'ready' })
  } catch {
    return Response.json({ status: 'unready', database: 'does not answer' }, { status: 503 })
  }
}
