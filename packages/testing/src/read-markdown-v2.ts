/** As the Bot API tells them. `offset` and `length` in UTF-16 units. */
export type Entity = { type: EntityType; offset: number; length: number; url?: string; language?: string }
type EntityType =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote'
type Open = { type: EntityType; begins: number; at: number; language?: string }

/**
 * Reads MarkdownV2 as Telegram does, by the rules of https://core.telegram.org/bots/api#markdownv2-style and the vectors of tdlib's tests: the
 * visible text with its entities, or throws what Telegram answers.
 */
export function readMarkdownV2(source: string): { text: string; entities: Entity[] } {
  const open: Open[] = []
  const entities: Entity[] = []
  let text = ''
  let at = 0
  let atLineStart = true
  const top = () => open.at(-1)?.type
  const has = (words: string) => source.startsWith(words, at)
  const begin = (type: EntityType, marker: number, language?: string) => {
    open.push({ type, begins: text.length, at, language })
    at += marker
  }
  const end = (marker: number, url?: string) => {
    const one = open.pop()
    at += marker
    if (one && text.length > one.begins)
      entities.push({
        type: one.type,
        offset: one.begins,
        length: text.length - one.begins,
        ...(url === undefined ? {} : { url }),
        ...(one.language ? { language: one.language } : {}),
      })
  }
  const keep = (count: number) => {
    text += source.slice(at, at + count)
    at += count
  }

  while (at < source.length) {
    const character = source.charAt(at)
    if (character === '\\' && canBeEscaped.test(source.charAt(at + 1))) {
      at++
      keep(1)
      atLineStart = false
      continue
    }
    const inCode = top() === 'Code' || top() === 'Pre' || top() === 'PreCode'
    if (inCode) {
      if (top() === 'Code' ? character === '`' : has('```')) end(top() === 'Code' ? 1 : 3)
      else keep(1)
      continue
    }
    if (character === '\n') {
      if (open.some(({ type }) => type === 'BlockQuote') && source.charAt(at + 1) !== '>') {
        if (top() !== 'BlockQuote') throw unended(open.at(-1))
        end(0)
        keep(1)
      } else {
        keep(1)
        if (open.some(({ type }) => type === 'BlockQuote')) at++
      }
      atLineStart = true
      continue
    }
    if (!'_*[]()~`>#+-=|{}.!'.includes(character)) {
      keep(1)
      if (character !== '\r') atLineStart = false
      continue
    }
    const isEnd = endOf(top(), at)
    if (isEnd !== null) {
      if (top() === 'TextUrl' || top() === 'CustomEmoji') endLink()
      else end(isEnd)
      continue
    }
    switch (character) {
      case '_':
        begin(has('__') ? 'Underline' : 'Italic', has('__') ? 2 : 1)
        break
      case '*':
        begin('Bold', 1)
        break
      case '~':
        begin('Strikethrough', 1)
        break
      case '|':
        if (!has('||')) throw reserved(character)
        begin('Spoiler', 2)
        break
      case '[':
        begin('TextUrl', 1)
        break
      case '!':
        if (!has('![')) throw reserved(character)
        begin('CustomEmoji', 2)
        break
      case '`':
        beginCode()
        break
      case '>':
        if (!atLineStart) throw reserved(character)
        begin('BlockQuote', 1)
        atLineStart = false
        break
      default:
        throw reserved(character)
    }
  }
  if (top() === 'BlockQuote') end(0)
  if (open.length > 0) throw unended(open.at(-1))
  return { text, entities }

  /** How long the mark is that ends the innermost entity here; null when none does. */
  function endOf(type: EntityType | undefined, from: number): number | null {
    const starts = (words: string) => source.startsWith(words, from)
    switch (type) {
      case 'Bold':
        return starts('*') ? 1 : null
      case 'Italic':
        return starts('_') && !starts('__') ? 1 : null
      case 'Underline':
        return starts('__') ? 2 : null
      case 'Strikethrough':
        return starts('~') ? 1 : null
      case 'Spoiler':
        return starts('||') ? 2 : null
      case 'TextUrl':
      case 'CustomEmoji':
        return starts(']') ? 1 : null
      case 'BlockQuote':
        // At its very end: the quote can be expanded.
        return /^\|\|(?:\r?\n|$)/.test(source.slice(from, from + 4)) ? 2 : null
      default:
        return null
    }
  }

  function beginCode(): void {
    if (!has('```')) {
      begin('Code', 1)
      return
    }
    const language = /^[^\s`]+(?=\s)/.exec(source.slice(at + 3))?.[0]
    begin(language ? 'PreCode' : 'Pre', 3 + (language?.length ?? 0), language)
    at += /^(?:\r\n|\n\r|\n|\r)?/.exec(source.slice(at))?.[0].length ?? 0
  }

  function endLink(): void {
    const one = open.at(-1)
    if (source.charAt(at + 1) !== '(') {
      if (one?.type === 'CustomEmoji') throw new Error('The entity must contain a tg://emoji or tg://time URL')
      end(1, one && text.slice(one.begins))
      return
    }
    const begins = at + 2
    const [inside = ''] = /^(?:\\[\0-~]|[^)])*/.exec(source.slice(begins)) ?? []
    if (source.charAt(begins + inside.length) !== ')')
      throw new Error(`Can't find end of a URL at byte offset ${bytesBefore(begins)}`)
    const url = inside.replace(/\\([\0-~])/g, '$1')
    if (one?.type === 'CustomEmoji' && !isTelegramUrl(url))
      throw new Error('Invalid tg://emoji or tg://time URL specified')
    end(3 + inside.length, url)
  }

  function bytesBefore(offset: number): number {
    return Buffer.byteLength(source.slice(0, offset))
  }

  function unended(one: Open | undefined): Error {
    return new Error(`Can't find end of ${one?.type} entity at byte offset ${bytesBefore(one?.at ?? 0)}`)
  }
}

const canBeEscaped = /^[\0-~]/

const reserved = (character: string) =>
  new Error(`Character '${character}' is reserved and must be escaped with the preceding '\\'`)

function isTelegramUrl(url: string): boolean {
  const [, host = '', query = ''] = /^tg:\/\/(emoji|time)\/?\?([^#]*)/i.exec(url) ?? []
  const values = new URLSearchParams(query)
  return /^[1-9]\d*$/.test(values.get(host.toLowerCase() === 'emoji' ? 'id' : 'unix') ?? '')
}
