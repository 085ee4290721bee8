/** The same for texts that differ in case, marks and spaces alone. Empty for a text without a letter or a digit. */
export const factKey = (text: string): string => wordsOf(text).join(' ')

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/** Words that make two texts no more alike, and those that turn one round: who says the opposite speaks of the same. */
const small = new Set(
  (
    'a an the of to do does did don t is are am was be that this i my me we our us and or in on at for with by it its as so not no never ' +
    'der die das den dem des ein eine einen einem einer ist sind bin war dass ich mein meine mir mich wir unser unsere und oder in im am an auf ' +
    'für mit von zu zum zur es als so nicht kein keine nie'
  ).split(' '),
)

/** Words that count, by their beginning: 'meeting' and 'meetings' are one. */
export const contentWords = (text: string): Set<string> =>
  new Set(wordsOf(text).flatMap((word) => (small.has(word) ? [] : [beginningOf(word)])))

/** Without the commonest endings of English and German. */
const beginningOf = (word: string) => (word.length > 3 ? word.replace(/[ens]+$/, '').slice(0, 6) || word : word)

/** Two texts with so many of their words in common speak of the same. */
const alikeShare = 0.8

/** Whether two facts speak of the same, so that the later takes the place of the earlier: nearly the same words, and the same numbers. */
export function isAboutTheSame(one: string, other: string): boolean {
  const [left, right] = [contentWords(one), contentWords(other)]
  const both = [...left].filter((word) => right.has(word))
  const all = new Set([...left, ...right])
  const differing = [...all].filter((word) => !left.has(word) || !right.has(word))
  return both.length / all.size >= alikeShare && !differing.some((word) => /\p{N}/u.test(word))
}
