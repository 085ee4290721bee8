import { settingFormOf } from '@switchboard/core/connections/setting-form'
import type { Tokens } from '@switchboard/core/ports/connecting'
import { describe, expect, test } from 'vitest'
import { accessTo, failureOf, far, inspected, must } from './expectations'
import type { FilledIn } from './world'

/** Connecting by what a person fills in. */
export function describeForm(name: string, world: () => FilledIn): { connect(): Promise<Tokens> } {
  const form = () => must(world().provider.form)
  const filledIn = (changes: Record<string, unknown> = {}): unknown =>
    form().fields.parse({ ...world().values, ...changes })
  const connect = async () => (await form().connect(filledIn(), far)).tokens

  describe(`${name}: form`, () => {
    test('each field has a label, a hint and a group for the page; the secret is one', () => {
      const fields = settingFormOf(form().fields).flatMap((group) => group.fields)
      expect(new Set(fields.map(({ label }) => label)).size).toBe(fields.length)
      expect(fields.find(({ key }) => key === world().secretField)?.kind).toBe('secret')
      for (const { label, key } of fields)
        expect(form().fields.safeParse({ ...world().values, [key]: {} }).error?.issues[0]?.message).toMatch(
          `${label}: `,
        )
    })

    test('what is right connects, does not expire, and says whose it is', async () => {
      const { tokens, account } = await form().connect(filledIn(), far)
      expect(tokens).toMatchObject({ refreshToken: null, expiresAt: null })
      const source = must(world().provider.source)
      expect(await source.checkHealth(accessTo(world().provider, tokens.accessToken))).toEqual(account)
    })

    test('a wrong secret is refused at its field, and appears in no error', async () => {
      const secret = 'a-wrong-secret-1'
      const refusal = await failureOf(form().connect(filledIn({ [world().secretField]: secret }), far))
      expect(refusal).toMatchObject({ code: 'invalid_input', field: world().secretField })
      expect(inspected(refusal)).not.toContain(secret)
    })

    test('what is shown again has no secret in it', async () => {
      const { accessToken } = await connect()
      const { [world().secretField]: secret, ...rest } = world().values
      const shown = form().shownValues(accessToken)
      expect(shown).toMatchObject(rest)
      expect(JSON.stringify(shown)).not.toContain(String(secret))
      // It is enough to begin with: only the secret is missing.
      expect(
        form()
          .fields.safeParse(shown)
          .error?.issues.map(({ path }) => path),
      ).toEqual([[world().secretField]])
    })

    test('a call that is stopped ends at once', async () => {
      expect(await failureOf(form().connect(filledIn(), AbortSignal.abort()))).toMatchObject({ retryable: true })
    })
  })
  return { connect }
}
