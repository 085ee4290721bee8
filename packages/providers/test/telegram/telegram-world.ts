import type { Clock } from '@switchboard/core/ports/clock'
import { systemClock } from '@switchboard/core/system-clock'
import { telegram } from '@switchboard/providers/telegram/index'
import type { TelegramConfig } from '@switchboard/providers/telegram/config'
import type { Sandbox } from '@switchboard/sandbox/app'
import type { ToldWorld } from '@switchboard/testing/describe-provider'

export const ada = 4_101
export const group = -1_001_700_000_001

/** Nothing listens there. */
export const publicUrl = 'http://localhost:9'

export const telegramAt = (url: string, more: Partial<TelegramConfig> = {}, clock: Pick<Clock, 'now'> = systemClock) =>
  telegram({ apiUrl: `${url}/bot-api`, publicUrl, clock: { ...systemClock, ...clock }, ...more })

/** A bot at the sandbox. */
export function worldOf({ url, store, faults }: Sandbox): ToldWorld {
  const provider = telegramAt(url)
  const bot = store.telegram()
  let asked = 0
  const newsOf = () => {
    const [signal] = provider.webhook.read({
      account: '1',
      body: Buffer.from(JSON.stringify(bot.data.pending.at(-1))),
      headers: {},
    })
    if (signal?.kind !== 'items') throw new Error('The message asks for nothing.')
    return signal.news
  }
  return {
    provider,
    values: { token: bot.data.token },
    secretField: 'token',
    async tell() {
      const from = { id: ada, is_bot: false, first_name: 'Ada', username: 'ada_lindqvist' }
      const message = bot.write(group, from, `Could you send me list ${++asked} by Friday?`)
      const first = newsOf()
      bot.edit(group, message?.message_id ?? 0, `Could you send me list ${asked} by Thursday?`)
      const changed = newsOf()
      bot.data.pending = []
      return { first, changed }
    },
    async deliver() {
      const message = bot.write(group, null, `Could you send me list ${++asked} by Friday?`)
      bot.data.pending = []
      return `${group}:${message?.message_id ?? 0}`
    },
    async remove(externalId) {
      const [chat = '', message = ''] = externalId.split(':')
      const { messages } = bot.chatOf(Number(chat)) ?? { messages: [] }
      const at = messages.findIndex(({ message_id: id }) => id === Number(message))
      messages.splice(at, 1)
    },
    stateOf(externalId) {
      const [chat = '', message = ''] = externalId.split(':')
      const found = bot.chatOf(Number(chat))?.messages.find(({ message_id: id }) => id === Number(message))
      const [reaction] = found?.reaction ?? []
      return { reaction: reaction?.emoji ?? null }
    },
    cannotBeAsked: true,
    fault: (fault) => void faults.add({ path: '/bot-api', times: 1, ...fault }),
    clearFaults: () => faults.clear(),
  }
}
