import { searchItems } from '../../items/search-items'
import { zoneOf } from '../../teams/zone-of'
import type { Command } from './command'
import { plainWords } from './plain-words'

const mostShown = 10

export const search: Command = {
  usage: '/search <words>',
  what: 'looks in your mail, events, messages and pages',
  async run(ctx, actor, { words, hear }) {
    if (words === '') return 'Write what to look for, for example `/search invoice`.'
    const zone = await zoneOf(ctx, actor.userId)
    const found = await searchItems(ctx, actor, { search: words, limit: mostShown })
    if (found.length === 0) return `I found nothing with “${plainWords(words)}”.`
    await hear()
    const dayOf = (at: Date) => at.toLocaleDateString('en-GB', { timeZone: zone, day: 'numeric', month: 'short' })
    const lines = found.map(
      ({ title, senderName, receivedAt }) =>
        `- ${plainWords(title)} (${plainWords(senderName, 60)}, ${dayOf(receivedAt)})`,
    )
    return [`The newest with “${plainWords(words)}”:`, '', ...lines].join('\n')
  },
}
