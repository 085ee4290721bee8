import type { Access } from '@switchboard/core/ports/access'
import type { Provider } from '@switchboard/core/ports/provider'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import { expect } from 'vitest'

export async function failureOf(call: Promise<unknown>): Promise<SwitchboardError> {
  try {
    await call
  } catch (error) {
    if (isSwitchboardError(error)) return error
    throw error
  }
  throw new Error('The call succeeded.')
}

export async function failsWith(code: SwitchboardError['code'], call: Promise<unknown>): Promise<void> {
  const error = await failureOf(call)
  expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable: code === 'timeout' })
}

/** All that a logger could print of an error. */
export function inspected(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error ?? null)
  return [error.message, error.stack, JSON.stringify(error), error.cause ? inspected(error.cause) : ''].join('\n')
}

export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The contract needs this capability.')
  return value
}

export const far = AbortSignal.timeout(120_000)

/** What a call of the provider gets, with the settings that it begins with. */
export const accessTo = (provider: Provider, accessToken: string, more: Partial<Access> = {}): Access => ({
  connectionId: 'connection-1',
  accessToken,
  settings: provider.settings.parse({}),
  signal: far,
  timeoutMs: 10_000,
  ...more,
})
