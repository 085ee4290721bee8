import { type NextRequest, NextResponse } from 'next/server'

export const config = { matcher: ['/((?!api/|_next/|icon.svg).*)'] }

/** Tells the page its own address, which a layout would not know. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers)
  headers.set('x-switchboard-path', request.nextUrl.pathname + request.nextUrl.search)
  return NextResponse.next({ request: { headers } })
}
