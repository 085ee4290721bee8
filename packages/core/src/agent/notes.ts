import type { Agent } from '@switchboard/db'
import type { ErrorCode, SwitchboardError } from '../errors'
import { commandLines } from './commands'
import { plainWords } from './commands/plain-words'
import type { NoModel } from './which-model'

const withoutModel: Record<NoModel, string> = {
  none_set_up:
    'No language model is set up here, so I cannot answer in my own words. Whoever runs this installation can set one up by giving it a key (`OPENAI_API_KEY`).',
  kept_here:
    'Your team keeps everything on this machine, so no language model answers here. An admin can change that in the team’s settings.',
  budget_used_up:
    'This month’s budget for the language model is used up, so I cannot answer in my own words until next month. An admin can raise it in the team’s settings.',
}

/** What is said in place of an answer: why there is none, and what still works. */
export const noteWithout = (reason: NoModel): string => `${withoutModel[reason]}\n\n${stillWorks()}`

const stillWorks = () => `This works all the same:\n\n${commandLines()}`

const faults: Partial<Record<ErrorCode, string>> = {
  rate_limited: 'The language model has too much to do at the moment. Write again in a minute.',
  unavailable: 'The language model cannot be reached at the moment. Write again in a few minutes.',
  timeout: 'The language model took too long to answer. Write again, or ask for less at once.',
  unauthorized: 'The language model does not let us in: whoever runs this installation has to renew its key.',
  not_configured: 'The language model is not set up as it should be: whoever runs this installation has to look at it.',
  refused: 'The language model declined to answer this. Try to put it in other words.',
  budget_exhausted: 'The credit for the language model is used up: whoever runs this installation has to renew it.',
  invalid_input: 'Your message is longer than the language model can read at once. Write it in parts.',
}

/** Of what an answer has come to by tools and what was said before. */
const tooMuch =
  'What was said and read has become more than the language model can read at once. Ask for less at once, or begin another conversation.'

/** What is said at the end of an answer of which there would be more. */
export const noteCut = '_This answer is cut off here: it is longer than one may be. Write “go on” for more._'

/** What is said after a fault of the model. */
export const noteAfter = ({ code, facts }: Pick<SwitchboardError, 'code' | 'facts'>): string =>
  `${(facts.context === 'overflow' ? tooMuch : faults[code]) ?? 'The language model gave an answer that I cannot use. Write again, in other words perhaps.'}\n\n${stillWorks()}`

/** What an agent says that is to answer nobody. */
export const notePaused = ({ name }: Pick<Agent, 'name'>): string =>
  `${plainWords(name)} is paused and answers nobody at the moment. An admin of your team can let it go on, on the page of agents.`
