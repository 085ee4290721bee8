import { Tokenizer } from 'htmlparser2'
import type { Attributes } from './html-marks'

export type TokenReader = {
  open(element: string, attributes: Attributes): void
  close(element: string): void
  text(words: string): void
}

/** Of an attribute's value nobody needs more, in UTF-16 units. */
const longestValue = 2_000
const noAttributes = (): Attributes => ({ id: '', class: '', name: '', style: '', 'data-marker': '' })
const isRead = (name: string, attributes: Attributes): name is keyof Attributes => Object.hasOwn(attributes, name)

/** Reads HTML token by token, names in lower case, in time proportional to its length: a tree of hostile tags would take its square. */
export function readTokens(html: string, reader: TokenReader): void {
  let element = ''
  let attributes = noAttributes()
  let attribute = ''
  const append = (words: string) => {
    if (isRead(attribute, attributes))
      attributes[attribute] = (attributes[attribute] + words.slice(0, longestValue)).slice(0, longestValue)
  }
  const opened = () => reader.open(element, attributes)
  const ignored = () => {}
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(start, end) {
        element = html.slice(start, end).toLowerCase()
        attributes = noAttributes()
      },
      onattribname(start, end) {
        attribute = html.slice(start, Math.min(end, start + longestValue)).toLowerCase()
      },
      onattribdata: (start, end) => append(html.slice(start, end)),
      onattribentity: (codePoint) => append(String.fromCodePoint(codePoint)),
      onattribend() {
        attribute = ''
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag: (start, end) => reader.close(html.slice(start, end).toLowerCase()),
      ontext: (start, end) => reader.text(html.slice(start, end)),
      ontextentity: (codePoint) => reader.text(String.fromCodePoint(codePoint)),
      oncdata: ignored,
      oncomment: ignored,
      ondeclaration: ignored,
      onprocessinginstruction: ignored,
      onend: ignored,
    },
  )
  tokenizer.write(html)
  tokenizer.end()
}
