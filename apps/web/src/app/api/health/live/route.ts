import { callerOf } from '@/server/caller'
import { limits } from '@/server/limits'
import { tooMany } from '@/server/too-many'

export const dynamic = 'force-dynamic'

/** The process answers. */
export async function GET(request: Request): Promise<Response> {
  const waitSeconds = await limits().health(callerOf(request))
  return waitSeconds ? tooMany(request, waitSeconds) : Response.json({ status: 'live' })
}
