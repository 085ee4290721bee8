/** So many shares are told from each other, shown or typed: a percentage has two decimals. */
export const sharesPerUnit = 10_000
/** What a computer makes of decimals stays below it. */
const tolerance = 1e-6

/**
 * A share in percent. Rounded down, so that nothing below a line reads as if it had reached it, and to whole percents, unless the
 * line that it is compared with has decimals: then it has as many.
 */
export function percent(share: number, line = 0): string {
  const digits = digitsOf(line)
  const steps = 100 * 10 ** digits
  return `${(Math.floor(share * steps + tolerance) / 10 ** digits).toFixed(digits)}%`
}

/** A line that somebody has drawn, as they wrote it: '85%', '85.5%'. */
export const percentLine = (line: number): string => percent(line, line)

function digitsOf(line: number): 0 | 1 | 2 {
  const parts = Math.round(line * sharesPerUnit)
  if (parts % 100 === 0) return 0
  return parts % 10 === 0 ? 1 : 2
}
