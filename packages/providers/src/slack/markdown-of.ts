import { plainText } from './plain-text'

/** `<https://…|words>` */
const links = /<((?:https?|mailto):[^<>|]+)\|([^<>]+)>/g

/** What somebody wrote in Slack's markup, as Markdown, without calling the app by its name. Its emphasis, code and quotes are Markdown's as well. */
export function markdownOf(text: string, bots: string[]): string {
  const called = bots.reduce(
    (rest, bot) => rest.replaceAll(new RegExp(`<@${escapeForPattern(bot)}(?:\\|[^<>]*)?>`, 'g'), ''),
    text,
  )
  const linked = called.replace(links, (whole, url: string, words: string) =>
    words === url ? whole : `[${words}](${url})`,
  )
  return plainText(linked, (id) => id).trim()
}

const escapeForPattern = (id: string) => id.replace(/[^A-Za-z0-9]/g, String.raw`\$&`)
