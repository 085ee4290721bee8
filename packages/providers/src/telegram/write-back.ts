import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ItemWriter } from '@switchboard/core/ports/item-writer'
import { z } from 'zod'
import { callTelegram } from './client'
import type { TelegramConfig } from './config'
import { telegramEffects } from './effects'
import { placeOf } from './present-message'
import { botOf } from './schema'

/** Of the few reactions that Telegram knows; ✅ is none of them. */
const thumbUp = [{ type: 'emoji', emoji: '👍' }]

/**
 * Finishing a task reacts to its message. A bot sets all of its reactions at once, so that doing it twice is doing it once. It cannot
 * read what it wrote: a reply whose answer was lost would be written twice, so it writes none.
 */
export function telegramWriter(config: Pick<TelegramConfig, 'apiUrl' | 'clock'>): ItemWriter {
  async function react(access: Access, externalId: string, reaction: typeof thumbUp): Promise<void> {
    const { token } = botOf(access.accessToken)
    const parameters = { ...placeOf(externalId), reaction }
    try {
      await callTelegram(config, { ...access, token }, 'setMessageReaction', parameters, z.literal(true))
    } catch (error) {
      throw refusalOf(error)
    }
  }

  return {
    effects: telegramEffects,
    // Nothing tells which reactions a bot has given; ours is the only one.
    inverseOf: async () => ({}),
    apply: (access, _action, externalId) => react(access, externalId, thumbUp),
    revert: (access, _action, externalId) => react(access, externalId, []),
  }
}

/** Telegram gives these no codes of their own. https://core.telegram.org/bots/api#setmessagereaction */
function refusalOf(error: unknown): unknown {
  const reason = isSwitchboardError(error) ? (error.facts.telegram ?? '') : ''
  if (/not found/i.test(reason))
    return new SwitchboardError('gone', 'This message is no longer there, or the bot is not in its chat any more.')
  // Its messages have other numbers there, so that of another one would be reacted to.
  if (/upgraded to a supergroup/i.test(reason))
    return new SwitchboardError(
      'gone',
      'This group has become a larger one since, where its older messages cannot be reached.',
    )
  if (/REACTION_INVALID/.test(reason))
    return new SwitchboardError('gone', 'This group does not let people react with 👍.')
  return error
}
