/** Whether every word that was typed occurs, in whatever order. */
export function hasEveryWord(text: string, search: string): boolean {
  const within = text.toLocaleLowerCase()
  return search
    .toLocaleLowerCase()
    .split(/\s+/u)
    .every((word) => within.includes(word))
}
