import { isSwitchboardError } from '@switchboard/core/errors'
import type { ReceivedEvent } from '@switchboard/core/ports/webhook'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { failureOf, must } from './expectations'
import type { SentCall, WebhookWorld } from './world'

/** What a receiver lets in, under which name, and that nothing else gets past it. */
export function describeWebhook(name: string, world: () => WebhookWorld): void {
  const receiver = () => must(world().provider.webhook)
  const verify = ({ headers, ...call }: SentCall) =>
    receiver().verify({ ...call, headers: new Headers(headers), appKeysOf: async () => null, ...world().surroundings })
  async function eventOf(call: SentCall): Promise<ReceivedEvent> {
    const verified = await verify(call)
    if (verified.kind !== 'event') throw new Error('The call has brought no event.')
    return verified.event
  }

  describe(`${name}: what it sends`, () => {
    let call: SentCall
    beforeEach(async () => void (call = await world().send()))
    const with_ = (proof: string | null): SentCall => {
      const { [world().proof]: _, ...headers } = call.headers
      return { ...call, headers: proof === null ? headers : { ...headers, [world().proof]: proof } }
    }

    test('is an event with the names of its account and of itself, the same in each repeat', async () => {
      const event = await eventOf(call)
      expect([event.account, event.eventId]).not.toContain('')
      expect(await eventOf(call)).toEqual(event)
    })

    test('is another event when it is about something else', async () => {
      const first = await eventOf(call)
      const second = await eventOf(await world().send())
      expect([second.account, second.eventId]).not.toEqual([first.account, first.eventId])
    })

    test('does not keep what proves who sends', async () => {
      const { body, headers } = await eventOf(call)
      const kept = Buffer.from(body).toString('utf8') + JSON.stringify(headers)
      expect(kept).not.toContain(call.headers[world().proof])
    })

    test('tells connections something', async () => {
      const { account, body, headers } = await eventOf(call)
      expect(receiver().read({ account, body, headers })).not.toEqual([])
    })

    test('without its proof, with half of it or with another is refused', async () => {
      const proof = must(call.headers[world().proof])
      for (const wrong of [null, '', proof.slice(0, -2), `${proof}x`, proof.replace(/[a-z]/, 'ß'), proof.repeat(50)])
        expect(await failureOf(verify(with_(wrong)))).toMatchObject({ code: 'unauthorized' })
    })

    test('to another path is for nobody', async () => {
      expect(await failureOf(verify({ ...call, rest: ['no', 'such', 'path', 'here'] }))).toMatchObject({
        code: 'not_found',
      })
    })

    test('whatever headers and body come, they are refused by a code of ours or let in with a proof', async () => {
      const codes = ['unauthorized', 'invalid_input', 'not_found']
      const proof = call.headers[world().proof]
      const names = fc.constantFrom(...Object.keys(call.headers))
      const values = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
      await fc.assert(
        fc.asyncProperty(fc.dictionary(names, values), fc.uint8Array({ maxLength: 200 }), async (headers, body) => {
          const outcome = await verify({ ...call, headers: { ...call.headers, ...headers }, body }).catch(
            (error: unknown) => {
              if (isSwitchboardError(error)) return error.code
              throw error
            },
          )
          if (typeof outcome === 'string') expect(codes).toContain(outcome)
          else expect(new Headers({ ...call.headers, ...headers }).get(world().proof)).toBe(proof)
        }),
        { numRuns: 200 },
      )
    })
  })
}
