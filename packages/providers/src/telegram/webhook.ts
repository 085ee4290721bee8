import { SwitchboardError } from '@switchboard/core/errors'
import type { InboundSignal, StoredEvent, WebhookReceiver } from '@switchboard/core/ports/webhook'
import { z } from 'zod'
import { isSameSecret } from '../net/is-same-secret'
import { readIntroduction, readPress } from './read-press'
import { readSaid } from './read-said'
import { botOf, newsSchema } from './schema'

const secretHeader = 'x-telegram-bot-api-secret-token'

/** Of an update, what names it: the rest is read by who works on it. */
const updateSchema = z.looseObject({ update_id: z.number().int().nonnegative() })
const placeSchema = z.object({ chat: z.object({ id: z.number() }) })

/**
 * Telegram's updates, at an address of each connection. Telegram sends each until it is taken, for a day.
 * https://core.telegram.org/bots/api#setwebhook
 */
export const telegramWebhook = (): WebhookReceiver => ({
  path: 'telegram',

  async verify({ rest, headers, body, credentialOf }) {
    const [connectionId = ''] = rest
    const credential = rest.length === 1 ? await credentialOf(connectionId) : null
    if (!credential) throw new SwitchboardError('not_found', 'Nobody listens here.')
    const bot = botOf(credential.accessToken)
    if (!isSameSecret(headers.get(secretHeader) ?? '', bot.secret))
      throw new SwitchboardError('unauthorized', 'The secret token is not the one that Telegram was told.')
    const update = parsed(body)
    // There is no history to catch up from: Telegram keeps it, and sends it again later.
    if (!credential.isWorking) throw new SwitchboardError('unavailable', 'Not now. Send it again.')
    const account = String(bot.id)
    const chat = placeSchema.safeParse(messageIn(update) ?? pressIn(update)).data?.chat.id
    const event = {
      account,
      eventId: String(update.update_id),
      orderKey: chat === undefined ? null : `telegram:${account}:${chat}`,
      body,
      headers: { [botHeader]: bot.username },
    }
    return { kind: 'event', event }
  },

  read({ account, body, headers }: StoredEvent): InboundSignal[] {
    const update = parsed(body)
    if (update.callback_query !== undefined) return readPress(account, update.callback_query)
    const message = messageIn(update)
    if (message === undefined) return []
    const introduced = readIntroduction(account, message)
    if (introduced) return [introduced]
    const news = newsSchema.safeParse({ updateId: update.update_id, message })
    if (!news.success)
      throw new SwitchboardError('invalid_response', 'Telegram told of a message in a form that we do not know.')
    const bot = { id: account, username: headersSchema.parse(headers)[botHeader] }
    // What is made of a message later is nothing said.
    const said = update.message === undefined ? null : readSaid(bot, news.data.message)
    return [...(said ? [said] : []), { kind: 'items', accountId: account, news: z.json().parse(news.data) }]
  },
})

/** What the bot is called is known to who verifies: it is kept with the event, whose message may mention it. */
const botHeader = 'bot'
const headersSchema = z.object({ [botHeader]: z.string().optional() }).catch({})

const messageIn = (update: Record<string, unknown>) => update.message ?? update.edited_message
/** The message below which something was pressed. */
const pressIn = ({ callback_query: query }: Record<string, unknown>) =>
  z.object({ message: placeSchema }).safeParse(query).data?.message

const utf8 = new TextDecoder('utf-8', { fatal: true })

function parsed(body: Uint8Array) {
  try {
    return updateSchema.parse(JSON.parse(utf8.decode(body)))
  } catch {
    throw new SwitchboardError('invalid_input', 'This is not what Telegram sends.')
  }
}
