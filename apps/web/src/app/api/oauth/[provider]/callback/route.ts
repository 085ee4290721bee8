import { NextResponse, type NextRequest } from 'next/server'
import { finishConnect } from '@switchboard/core/connections/finish-connect'
import { providerIds } from '@switchboard/core/provider-ids'
import { isSwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'
import { callerOf } from '@/server/caller'
import { composition } from '@/server/composition'
import { limits } from '@/server/limits'
import { readUserId } from '@/server/session'
import { tooMany } from '@/server/too-many'

/** Where the provider sends the browser back to. Every outcome is a page; the code never leaves this handler. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ provider: string }> },
): Promise<Response> {
  const { ctx } = composition()
  const to = (path: string) => NextResponse.redirect(new URL(path, ctx.publicUrl))
  const provider = z.enum(providerIds).safeParse((await params).provider)
  if (!provider.success) return new NextResponse('Not found', { status: 404 })
  const userId = await readUserId()
  const waitSeconds = await limits().connects(userId ?? callerOf(request))
  if (waitSeconds) return tooMany(request, waitSeconds)
  if (!userId) return to('/sign-in?callbackUrl=/integrations')
  // The address as the provider knows it: what a proxy put into Host must not matter.
  const callbackUrl = new URL(`/api/oauth/${provider.data}/callback${request.nextUrl.search}`, ctx.publicUrl)
  try {
    const { connectionId, created } = await finishConnect(ctx, userId, { provider: provider.data, callbackUrl })
    return to(created ? `/welcome?connection=${connectionId}` : `/integrations/${connectionId}?connected=true`)
  } catch (error) {
    if (!isSwitchboardError(error)) ctx.logger.error({ err: error, provider: provider.data }, 'connecting failed')
    const facts = isSwitchboardError(error) ? error.facts : {}
    const query = new URLSearchParams({
      provider: provider.data,
      reason: isSwitchboardError(error) ? error.code : 'internal',
      ...(facts.state ? { state: facts.state } : {}),
      // The page asks for its name: an address in a URL ends up in logs.
      ...(facts.connectionId ? { connection: facts.connectionId } : {}),
      ...(facts.appId ? { app: facts.appId } : {}),
    })
    return to(`/connect/failed?${query.toString()}`)
  }
}
