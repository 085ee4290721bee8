/** What a message of the drill says, so that what has arrived of it can be told from what is sent. */
export type Notice = {
  key: string
  number: number
  title: string
  body: string
  paragraphs: number
  /** It says something else at the end. */
  changes: boolean
}

/** One of so many is long: two parts at Slack and at Telegram. */
const longEvery = 5
/** Slack takes 50 blocks in a message, Telegram 4,096 characters. */
const paragraphsOfLong = 60
const filling = 'It says a little more than a line would hold, and no word beyond.'

/** The message at a place among all; those that change are spread evenly over them. */
export function noticeOf(index: number, { messages, changed }: { messages: number; changed: number }): Notice {
  const number = index + 1
  const paragraphs = index % longEvery === 0 ? paragraphsOfLong : 1
  return {
    key: `drill:${number}`,
    number,
    title: `Notice ${number} of ${messages}`,
    body: Array.from({ length: paragraphs }, (_, at) => `Paragraph ${at + 1} of notice ${number}. ${filling}`).join(
      '\n\n',
    ),
    paragraphs,
    changes: Math.floor((number * changed) / messages) > Math.floor((index * changed) / messages),
  }
}

/** Which paragraphs of which notices stand in a text. */
export const paragraphsIn = (text: string): { number: number; paragraph: number }[] =>
  [...text.matchAll(/Paragraph (\d+) of notice (\d+)\b/g)].map(([, paragraph, number]) => ({
    number: Number(number),
    paragraph: Number(paragraph),
  }))

/** The notice of a title, as a mail's subject has it; undefined: it is none. */
export function titleIn(text: string): number | undefined {
  const found = /Notice (\d+) of \d+/.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
