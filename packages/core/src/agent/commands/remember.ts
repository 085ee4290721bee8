import type { Kept } from '../../memory/keep-facts'
import { longestFact, mostFacts } from '../../memory/limits'
import { rememberFact } from '../../memory/remember-fact'
import type { Command } from './command'
import { plainWords } from './plain-words'

export const remember: Command = {
  usage: '/remember <what>',
  what: 'keeps something in mind, for example `/remember I like meetings before noon`',
  async run(ctx, { teamId, userId }, { words, runId }) {
    if (words === '') return 'Write what to remember, for example `/remember I like meetings before noon`.'
    const kept = await rememberFact(ctx, { teamId, userId, runId }, words)
    if ('fact' in kept) return `I remember: “${plainWords(kept.fact.content, longestFact)}”.`
    return refusals[kept.outcome]
  },
}

const refusals: Record<Exclude<Kept['outcome'], 'kept' | 'known' | 'forgotten'> | 'unfit', string> = {
  unfit: `Say it in at most ${longestFact} characters.`,
  secret: 'This looks like a password, a token or the number of a card. I do not remember such things.',
  full: `I remember ${mostFacts} things, and can keep no more. Delete some under Settings, Memory.`,
  off: 'Memory is switched off. Switch it on under Settings, Memory.',
  gone: 'I could not keep this. Try again.',
}
