/** More tags no mail has; where they are not closed, every parser's time grows with the square of their number. */
const mostTags = 20_000

/** HTML up to its 20,000th tag. */
export function cutTags(html: string): string {
  let at = -1
  for (let count = 0; count <= mostTags; count++) {
    at = html.indexOf('<', at + 1)
    if (at === -1) return html
  }
  return html.slice(0, at)
}
