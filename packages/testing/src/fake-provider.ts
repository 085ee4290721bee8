import { randomUUID } from 'node:crypto'
import type { Connection } from '@switchboard/db'
import { z } from 'zod'
import { storeTokens } from '@switchboard/core/connections/credentials'
import { policySetting, secretSetting, textSetting } from '@switchboard/core/connections/setting-kinds'
import { commonSettingsSchema } from '@switchboard/core/connections/settings'
import type { Context, ProviderRegistry } from '@switchboard/core/context'
import type { FormCapability, OAuthCapability, OwnAppCapability, Tokens } from '@switchboard/core/ports/connecting'
import type { ChangeBatch, ItemSource } from '@switchboard/core/ports/item-source'
import type { Provider } from '@switchboard/core/ports/provider'

const settings = commonSettingsSchema.extend({
  markAsRead: policySetting({ label: 'Mark it read', hint: 'Taken back later.', group: 'After' }).default('auto'),
  archive: policySetting({ label: 'Archive it', hint: 'It stays.', group: 'After' }).default('auto'),
})

/** A registry with one provider in Gmail's place, of which a test replaces the parts that it is about. */
export function fakeProviders(
  parts: Pick<Partial<Provider>, 'ownership' | 'push' | 'pushObstacle' | 'webhook' | 'ownApps' | 'channel'> & {
    oauth?: Partial<OAuthCapability>
    /** In place of OAuth. */
    form?: FormCapability
    source?: Partial<ItemSource>
  } = {},
): ProviderRegistry {
  const provider: Provider = {
    id: 'gmail',
    name: 'Gmail',
    ownership: parts.ownership ?? 'personal',
    itemKind: 'email',
    summary: 'Reads unread mail.',
    words: { item: 'mail', service: 'Google' },
    settings,
    ...(parts.form ? { form: parts.form } : { oauth: { ...quietOAuth, ...parts.oauth } }),
    source: { ...quietSource, ...parts.source },
    ...(parts.ownApps ? { ownApps: parts.ownApps } : {}),
    ...(parts.channel ? { channel: parts.channel } : {}),
    ...(parts.push ? { push: parts.push } : {}),
    ...(parts.pushObstacle ? { pushObstacle: parts.pushObstacle } : {}),
    ...(parts.webhook ? { webhook: parts.webhook } : {}),
  }
  const { name, ownership, summary, words } = provider
  return { gmail: { name, ownership, summary, words, settings, provider, missing: [] } }
}

/** A service at which teams register apps with an id and a secret. */
export const fakeOwnApps = (parts: Partial<OwnAppCapability> = {}): OwnAppCapability => ({
  keys: z.object({
    clientId: textSetting({ label: 'Client ID', hint: 'A number.', group: 'Keys' }, { longest: 20 }),
    clientSecret: secretSetting({ label: 'Client Secret', hint: 'Keep it.', group: 'Keys' }, { longest: 100 }),
  }),
  guide: 'Register an app.',
  registerUrl: 'https://provider.example/apps',
  setUp: ({ id, redirectUri }) => ({
    addresses: [{ label: 'Redirect URL', url: redirectUri }],
    manifest: JSON.stringify({ id }),
  }),
  check: async () => undefined,
  identityOf: (keys) => ({
    field: 'clientId',
    value: z.object({ clientId: z.string().default('') }).parse(keys).clientId,
  }),
  oauth: ({ id }) => ({
    ...quietOAuth,
    authorizeUrl: async ({ state }) => new URL(`https://provider.example/authorize?app=${id}&state=${state}`),
    exchange: async () => ({
      tokens: grantedTokens(),
      account: { id: `${id}:account-1`, name: 'ada@northwind.example' },
    }),
  }),
  ...parts,
})

/** Tokens as an exchange or a refresh gives them; they do not expire unless a test says so. */
export const grantedTokens = (fields: Partial<Tokens> = {}): Tokens => ({
  accessToken: `access-${randomUUID()}`,
  refreshToken: `refresh-${randomUUID()}`,
  expiresAt: null,
  scopes: ['mail.read'],
  ...fields,
})

/** Nothing new, the end. */
export const changeBatch = (fields: Partial<ChangeBatch> = {}): ChangeBatch => ({
  items: [],
  unreadable: [],
  cursor: { at: 1 },
  more: false,
  expected: null,
  apiCalls: 1,
  quotaUnits: 5,
  notCovered: null,
  ...fields,
})

/** Stores encrypted tokens for a connection, as finishing the OAuth flow does. */
export async function buildGrant(ctx: Context, connection: Connection, fields: Partial<Tokens> = {}): Promise<Tokens> {
  const tokens = grantedTokens(fields)
  await storeTokens(ctx, ctx.db, { teamId: connection.teamId, connectionId: connection.id }, tokens)
  return tokens
}

const quietOAuth: OAuthCapability = {
  scopes: () => [{ anyOf: ['mail.read'], required: true, purpose: 'read mail' }],
  authorizeUrl: async ({ state }) => new URL(`https://provider.example/authorize?state=${state}`),
  exchange: async () => ({ tokens: grantedTokens(), account: { id: 'account-1', name: 'ada@northwind.example' } }),
  refresh: async () => grantedTokens(),
  revoke: async () => undefined,
}

const quietSource: ItemSource = {
  fetchChanges: async () => changeBatch(),
  checkHealth: async () => ({ id: 'account-1', name: 'ada@northwind.example' }),
  effects: ['mark_read', 'archive'].map((action) => ({
    action,
    setting: action === 'archive' ? 'archive' : 'markAsRead',
    words: {
      doing: 'Do',
      also: 'do',
      will: 'Will do',
      done: 'Done',
      undone: 'Undone',
      failed: 'Not done',
      stays: 'Still done',
    },
  })),
  inverseOf: async () => ({ labels: ['INBOX'] }),
  apply: async () => undefined,
  revert: async () => undefined,
}
