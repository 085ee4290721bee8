import { unsubscribe } from '@switchboard/core/channels/unsubscribe'
import { NextResponse } from 'next/server'
import { callerOf } from '@/server/caller'
import { composition } from '@/server/composition'
import { limits } from '@/server/limits'
import { tooMany } from '@/server/too-many'

type Call = { params: Promise<{ token: string }> }

/** A person who follows the address is asked first: programs follow it too (RFC 8058, section 3.1). */
export async function GET(_request: Request, { params }: Call): Promise<Response> {
  const { token } = await params
  return NextResponse.redirect(new URL(`/unsubscribe/${token}`, composition().ctx.publicUrl), 303)
}

/** What mail programs do at one press of theirs, without a session; and the page's own button. */
export async function POST(request: Request, { params }: Call): Promise<Response> {
  const waitSeconds = await limits().health(callerOf(request))
  if (waitSeconds) return tooMany(request, waitSeconds)
  const { ctx } = composition()
  const done = await unsubscribe(ctx, (await params).token)
  if (request.headers.get('accept')?.includes('text/html'))
    return NextResponse.redirect(new URL(`/unsubscribe/${done ? 'done' : 'unknown'}`, ctx.publicUrl), 303)
  return new Response(done ? 'Unsubscribed.' : 'This address is not known.', { status: done ? 200 : 404 })
}
