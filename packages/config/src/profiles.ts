export type Profile = 'development' | 'test' | 'production'

type ProfileRules = {
  /** What a variable is while it is not set. */
  defaults: Readonly<Record<string, string>>
  /** Others than the developer may reach it: no addresses in the clear, no secrets that can be guessed. */
  isForOthers: boolean
}

/** In what the profiles differ. NODE_ENV chooses one; `npm start` runs production, `npm run dev` development, vitest test. */
export const profiles: Readonly<Record<Profile, ProfileRules>> = {
  development: {
    defaults: { LOG_LEVEL: 'debug', PRIVATE_ADDRESSES: 'allowed', SWITCHES_DEFAULT: 'on' },
    isForOthers: false,
  },
  test: { defaults: { LOG_LEVEL: 'warn', PRIVATE_ADDRESSES: 'allowed', SWITCHES_DEFAULT: 'on' }, isForOthers: false },
  production: {
    defaults: { LOG_LEVEL: 'info', PRIVATE_ADDRESSES: 'refused', SWITCHES_DEFAULT: 'off' },
    isForOthers: true,
  },
}

const isProfile = (name: string): name is Profile => Object.hasOwn(profiles, name)

/** Production unless another one is named: forgetting the variable costs no safety. */
export const profileOf = ({ NODE_ENV }: Record<string, string | undefined>): ProfileRules =>
  profiles[NODE_ENV && isProfile(NODE_ENV) ? NODE_ENV : 'production']

/** What a profile that is for others refuses, of the variables that are set. One that is malformed is told by its schema. */
export function profileFaults(variables: Record<string, string | undefined>): string[] {
  if (!profileOf(variables).isForOthers) return []
  return [
    ...(['PUBLIC_URL', 'GATEWAY_URL'] as const)
      .filter((name) => isInTheClear(variables[name]))
      .map((name) => `${name}: give an https address; http is for this machine only (localhost).`),
    ...(isGuessable(variables.SESSION_SECRET)
      ? ['SESSION_SECRET: this can be guessed. Make one with `openssl rand -base64 32`.']
      : []),
    ...((variables.ENCRYPTION_KEYS ?? '').split(',').some((key) => isGuessable(key.slice(key.indexOf(':') + 1)))
      ? ['ENCRYPTION_KEYS: a key can be guessed. Make each with `openssl rand -base64 32`.']
      : []),
  ]
}

export const isLoopback = (address: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname)

const isInTheClear = (address: string | undefined) =>
  address !== undefined && URL.canParse(address) && new URL(address).protocol === 'http:' && !isLoopback(address)

/** 32 random characters have fewer different ones less than once in ten million times, even hexadecimal ones. */
const fewestCharacters = 8

const isGuessable = (secret: string | undefined) =>
  secret !== undefined && secret.length >= 32 && new Set(secret).size < fewestCharacters
