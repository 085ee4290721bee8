import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { sandboxClient, startSandbox, type Sandbox, type StartOptions } from '../src/app'

export const redirectUri = 'http://localhost:3000/api/oauth/gmail/callback'
export const readScope = 'https://www.googleapis.com/auth/gmail.readonly'
export const modifyScope = 'https://www.googleapis.com/auth/gmail.modify'
export const ada = 'ada@northwind.example'

export const start = (options: Partial<StartOptions> = {}): Promise<Sandbox> =>
  startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null, ...options })

const bodySchema = z.record(z.string(), z.unknown())
export type Answer = { status: number; body: Record<string, unknown> }

/** What a client of Google does, step by step, so that a test can do each of them wrongly. */
export function clientOf(sandbox: Sandbox) {
  const verifier = randomBytes(32).toString('base64url')
  const request = {
    client_id: sandboxClient.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: `openid email ${readScope} ${modifyScope}`,
    state: 'state-1',
    access_type: 'offline',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }

  const authorize = (changes: Record<string, string> = {}) =>
    fetch(`${sandbox.url}/google/o/oauth2/v2/auth?${new URLSearchParams({ ...request, ...changes })}`, {
      redirect: 'manual',
    })

  async function code(changes: Record<string, string> = {}): Promise<string> {
    const answer = await authorize({ prompt: 'none', login_hint: ada, ...changes })
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }

  const post = async (path: string, fields: Record<string, string>): Promise<Answer> => {
    const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) })
    return { status: answer.status, body: bodySchema.parse(await answer.json()) }
  }
  const identity = { client_id: sandboxClient.clientId, client_secret: sandboxClient.clientSecret }

  const exchange = (given: string, changes: Record<string, string> = {}) =>
    post('/google/token', {
      ...identity,
      grant_type: 'authorization_code',
      code: given,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...changes,
    })
  const refresh = (token: unknown, changes: Record<string, string> = {}) =>
    post('/google/token', { ...identity, grant_type: 'refresh_token', refresh_token: String(token), ...changes })
  const revoke = (token: unknown) => post('/google/revoke', { token: String(token) })
  const control = (path: string, body: object = {}) =>
    fetch(`${sandbox.url}/control${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  /** A call of Gmail's API. */
  async function gmail(token: unknown, path: string, body?: object): Promise<Answer> {
    const answer = await fetch(`${sandbox.url}/gmail/v1/users/me${path}`, {
      headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: bodySchema.parse(await answer.json()) }
  }
  return { request, authorize, code, exchange, refresh, revoke, control, gmail }
}
