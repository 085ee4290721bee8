import type { Connection, FreshnessAlert } from '@switchboard/db'
import { escapeMarkdown } from '../channels/escape-markdown'
import type { Context } from '../context'
import type { ProviderWords } from '../ports/provider'
import { providerIdOf } from './provider-of'

type Kind = FreshnessAlert['kind']

/** What people are told of a connection that is not fresh. */
export function freshnessWords(
  ctx: Pick<Context, 'providers'>,
  connection: Pick<Connection, 'provider' | 'accountName' | 'watchRefusal' | 'outOfReach'>,
  kind: Kind,
): { title: string; body: string } {
  const entry = ctx.providers[providerIdOf(connection)]
  const account = `${entry?.name ?? connection.provider}, ${connection.accountName}`
  const words = wordsOf(kind, account, connection.outOfReach, entry?.words)
  const refusal = kind.startsWith('watch_') ? connection.watchRefusal : null
  return refusal ? { ...words, body: `${words.body} When it was asked last: ${escapeMarkdown(refusal)}` } : words
}

function wordsOf(
  kind: Kind,
  account: string,
  outOfReach: string[],
  words: ProviderWords | undefined,
): { title: string; body: string } {
  const untold = words?.untold ?? 'what is new comes with each sync'
  switch (kind) {
    case 'watch_expiring':
      return {
        title: `Live updates end soon: ${account}`,
        body: `The provider’s promise to tell of changes ends within 48 hours and could not be renewed so far. Switchboard goes on trying; after that, ${untold}.`,
      }
    case 'watch_lapsed':
      return {
        title: `No live updates: ${account}`,
        body: `The provider’s promise to tell of changes has ended and could not be renewed. Switchboard goes on trying; until then, ${untold}.`,
      }
    case 'watch_missing':
      return {
        title: `No live updates: ${account}`,
        body: `The provider has been asked for hours to tell of changes, and has not promised it. Switchboard goes on trying; until then, ${untold}.`,
      }
    case 'untold':
      return {
        title: `Live updates do not come: ${account}`,
        body: words?.mendUntold
          ? `Syncs have found several changes that the provider has not told of. Until it tells again, ${untold}. ${words.mendUntold}`
          : `The provider has promised to tell of changes, and syncs have found several that it has not told of. It was asked to promise it anew; until it tells again, ${untold}.`,
      }
    case 'out_of_reach':
      return {
        title: `Not everything is read any more: ${account}`,
        body: `Its settings name what cannot be read now: ${outOfReach.map(escapeMarkdown).join(', ')}. Undo that at ${words?.service ?? 'its service'}, or change the settings; the rest goes on.`,
      }
    case 'silent':
      return {
        title: `Nothing was read for a while: ${account}`,
        body: 'No sync of this account has got through for much longer than usual. Nothing is lost: what is missed is fetched when it goes on. Its sync log says what happened.',
      }
    case 'broken':
      return {
        title: `An account needs attention: ${account}`,
        body: 'Switchboard cannot work with this account until somebody has looked at it. Its page says what happened and what to do.',
      }
  }
}
