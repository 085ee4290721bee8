import { factsWith, forgetFact } from '../../memory/forget-fact'
import { longestFact } from '../../memory/limits'
import type { Command } from './command'
import { plainWords } from './plain-words'

const mostShown = 10

export const forget: Command = {
  usage: '/forget <words>',
  what: 'forgets what I remember with these words',
  async run(ctx, { teamId, userId }, { words, runId }) {
    if (words === '') return 'Write what to forget, for example `/forget meetings`.'
    const found = await factsWith(ctx, { teamId, userId }, words)
    const [first, ...others] = found
    if (!first) return `I remember nothing with “${plainWords(words)}”.`
    if (others.length > 0) {
      const lines = found.slice(0, mostShown).map(({ content }) => `- ${plainWords(content, longestFact)}`)
      return ['I remember more than one with these words. Which is it?', '', ...lines].join('\n')
    }
    await forgetFact(ctx, { teamId, userId, runId }, first.id)
    return `I have forgotten: “${plainWords(first.content, longestFact)}”.`
  },
}
