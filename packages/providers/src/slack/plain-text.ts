/** `<@U1>`, `<#C1|general>`, `<!here>`, `<https://…|words>`. https://docs.slack.dev/messaging/formatting-message-text */
const references = /<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g

/** Whom a text mentions by id, each once, in its order. */
export const mentionedIn = (text: string): string[] => [
  ...new Set([...text.matchAll(references)].flatMap(([, sign, id]) => (sign === '@' && id ? [id] : []))),
]

/** What people read of a text in Slack's markup. `nameOf`: a person's name by the id. */
export const plainText = (text: string, nameOf: (id: string) => string): string =>
  text
    .replace(references, (_, sign: string, id: string, label: string | undefined) => {
      switch (sign) {
        case '@':
          return `@${nameOf(id)}`
        case '#':
          return `#${label || id}`
        case '!':
          return `@${label?.replace(/^@/, '') || id.split('^')[0]}`
        default:
          return label && label !== id ? `${label} (${id})` : id.replace(/^mailto:/, '')
      }
    })
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
