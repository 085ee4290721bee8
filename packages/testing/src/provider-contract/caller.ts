import { createHash, randomBytes } from 'node:crypto'
import type { Access } from '@switchboard/core/ports/access'
import type { OAuthCapability, Tokens } from '@switchboard/core/ports/connecting'
import { accessTo, far, must } from './expectations'
import type { ProviderWorld } from './world'

export { far }
export const state = 'state-1'

/** How the contract reaches a provider's capabilities, and a person's account through them. */
export function callerOf(world: () => ProviderWorld) {
  const oauth = (): OAuthCapability => must(world().provider.oauth)
  const source = () => must(world().provider.source)

  async function authorize(wanted: object = {}) {
    const codeVerifier = randomBytes(32).toString('base64url')
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
    const settings: unknown = world().provider.settings.parse(wanted)
    const scopes = oauth()
      .scopes(settings)
      .map(({ anyOf }) => anyOf[0])
    const { redirectUri } = world()
    return { url: await oauth().authorizeUrl({ redirectUri, state, codeChallenge, scopes }), codeVerifier, redirectUri }
  }
  async function connect(wanted: object = {}): Promise<Tokens & { account: string }> {
    const { url, ...rest } = await authorize(wanted)
    const callbackUrl = await world().consent(url)
    const { tokens, account } = await oauth().exchange({ callbackUrl, state, signal: far, ...rest })
    return { ...tokens, account: account.name }
  }
  const accessWith = (accessToken: string, more: Partial<Access> = {}) => accessTo(world().provider, accessToken, more)
  return { oauth, source, authorize, connect, accessWith }
}

export type Caller = ReturnType<typeof callerOf>
