import type { ConnectForm } from '@/lib/api-types'
import type { Draft } from '@/features/setting-fields/setting-values'

export type Preset = NonNullable<ConnectForm['presets']>['list'][number]

/** The well-known service that an address belongs to; null when nothing is known of its domain. */
export function presetOf({ presets, values }: ConnectForm, typed: Draft): Preset | null {
  if (!presets) return null
  const address = String(typed[presets.by] ?? values[presets.by] ?? '')
  const domain = address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase()
  return presets.list.find(({ domains }) => domains.includes(domain)) ?? null
}

/** What the fields show before anybody types: what is stored of an account to be mended, else what its service is known to want. */
export const begunWith = ({ accountName, values }: ConnectForm, preset: Preset | null): Record<string, unknown> =>
  accountName === null ? { ...values, ...preset?.values } : { ...preset?.values, ...values }
