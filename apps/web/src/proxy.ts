import { addressVariables, readEnvironment, runVariables } from '@switchboard/config'
import { type NextRequest, NextResponse } from 'next/server'
import { callerOf } from './server/caller'
import { limits } from './server/limits'
import { contentSecurityPolicy, secureAddress } from './server/page-security'
import { tooMany } from './server/too-many'

export const config = { matcher: ['/((?!api/|_next/|icon.svg).*)'] }

const readSetting = () => {
  const { PUBLIC_URL, GATEWAY_URL, NODE_ENV } = readEnvironment(runVariables.extend(addressVariables.shape))
  return {
    publicUrl: new URL(PUBLIC_URL),
    gatewayUrl: new URL(GATEWAY_URL),
    isDevelopment: NODE_ENV === 'development',
  }
}
let setting: ReturnType<typeof readSetting> | undefined

/** Before every page: how often it is asked for, https where the public address has it, what the page may load, and its own address, which a layout would not know. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { isDevelopment, ...addresses } = (setting ??= readSetting())
  const waitSeconds = await limits().pages(callerOf(request))
  if (waitSeconds) return tooMany(request, waitSeconds)
  const path = request.nextUrl.pathname + request.nextUrl.search
  const secure = secureAddress(request.headers.get('x-forwarded-proto'), path, addresses)
  if (secure) return NextResponse.redirect(secure, 308)

  const nonce = crypto.randomUUID()
  const policy = contentSecurityPolicy(nonce, addresses, isDevelopment)
  const headers = new Headers(request.headers)
  headers.set('x-switchboard-path', path)
  headers.set('x-switchboard-nonce', nonce)
  // Next gives its scripts the nonce that it finds here.
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}
