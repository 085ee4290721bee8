import type { Context } from '../context'

/** What a provider may be told of a connection with a watch, to repeat it with each event; the first is told from now on. */
export const watchSecrets = ({ cipher }: Pick<Context, 'cipher'>, connectionId: string): string[] =>
  cipher.secretsFor(`the watch of connection ${connectionId}`)
