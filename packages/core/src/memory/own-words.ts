/** Of one message so much is read for what is worth keeping, in UTF-16 units. */
const mostRead = 6_000

/** What a person has written themselves in a message: without what is quoted or set apart as somebody else's text. */
export const ownWords = (text: string): string =>
  text
    .replace(/^(```|~~~)[\s\S]*?(?:^\1[^\n]*$|(?![\s\S]))/gm, '')
    // A message that somebody passes on: what follows is not theirs.
    .replace(
      /^[ \t>*_]*-{2,}[ \t]*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht)[\s\S]*/im,
      '',
    )
    .split('\n')
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .trim()
    .slice(0, mostRead)
    .toWellFormed()

/** Whether so few words could tell anything that lasts: 'ok', 'thanks'. Where words are not set apart, their signs count. */
export const saysLittle = (text: string): boolean =>
  (text.match(/[\p{L}\p{N}]+/gu) ?? []).length < 3 && text.length < 12
