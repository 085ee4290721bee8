import { bestCut } from './best-cut'
import type { Run } from './tree'

/** What one part may hold. `weight` is what a run costs beside its text, as the channel reckons it. */
export type Bounds<Kind extends Run> = { units: number; weight: number; weightOf(run: Kind): number }

/**
 * Runs in parts that each fit (lengths in UTF-16 units), cut where people would: between paragraphs, lines, sentences, words. A run that is
 * cut goes on in its style; white space around a cut goes. Time grows with the length.
 */
export function splitRuns<Kind extends Run>(runs: readonly Kind[], bounds: Bounds<Kind>): Kind[][] {
  const parts: Kind[][] = []
  let [part, units, weight]: [Kind[], number, number] = [[], 0, 0]
  const put = (run: Kind) => {
    part.push(run)
    units += run.text.length
    weight += bounds.weightOf(run)
  }
  /** Ends the part at its best place within this length; the rest begins the next one. */
  const cutWithin = (length: number) => {
    const [done, rest] = cutAt(part, bestCut(textWithin(part, length), length))
    parts.push(trimmedEnd(done))
    ;[part, units, weight] = [[], 0, 0]
    for (const run of trimmedStart(rest)) put(run)
  }
  for (const run of runs) {
    put(run)
    while (units > bounds.units) cutWithin(bounds.units)
    while (weight > bounds.weight && part.length > 1) cutWithin(units - (part.at(-1)?.text.length ?? 0))
  }
  parts.push(trimmedEnd(part))
  return parts.filter((one) => one.some(({ text }) => text.trim() !== ''))
}

/** One unit more, which tells whether a word ends there. */
function textWithin(runs: readonly Run[], length: number): string {
  let text = ''
  for (const run of runs) {
    if (text.length > length) break
    text += run.text.slice(0, length + 1 - text.length)
  }
  return text
}

function cutAt<Kind extends Run>(runs: readonly Kind[], at: number): [Kind[], Kind[]] {
  const [done, rest]: [Kind[], Kind[]] = [[], []]
  let begins = 0
  for (const run of runs) {
    const within = Math.max(0, Math.min(run.text.length, at - begins))
    if (within > 0) done.push({ ...run, text: run.text.slice(0, within) })
    if (within < run.text.length) rest.push({ ...run, text: run.text.slice(within) })
    begins += run.text.length
  }
  return [done, rest]
}

function trimmedEnd<Kind extends Run>(runs: readonly Kind[]): Kind[] {
  const last = runs.findLastIndex(({ text }) => text.trim() !== '')
  return runs.slice(0, last + 1).map((run, index) => (index === last ? { ...run, text: run.text.trimEnd() } : run))
}

/** Empty lines and the space between two words go; how far the first line is indented stays. */
function trimmedStart<Kind extends Run>(runs: readonly Kind[]): Kind[] {
  const first = runs.findIndex(({ text }) => /[^\n]/.test(text))
  return first === -1
    ? []
    : runs
        .slice(first)
        .map((run, index) => (index === 0 ? { ...run, text: run.text.replace(/^(?:\n+| (?=\S))/, '') } : run))
}
