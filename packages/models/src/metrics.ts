export type Scored = { probability: number; intent: boolean }

export type Metrics = {
  n: number
  accuracy: number
  precision: number
  recall: number
  f1: number
  /** Expected calibration error over ten bins of equal count. */
  ece: number
  /** Precision among those with a probability of 0.85 or more; null when there are none. */
  precisionAt85: number | null
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
const rounded = (value: number) => Math.round(value * 10_000) / 10_000

/** The figures of a classifier on labelled examples. */
export function measure(scored: readonly Scored[], threshold = 0.5): Metrics {
  const positive = scored.filter(({ probability }) => probability >= threshold)
  const hits = positive.filter(({ intent }) => intent).length
  const wanted = scored.filter(({ intent }) => intent).length
  const correct = scored.filter(({ probability, intent }) => probability >= threshold === intent).length
  const sure = scored.filter(({ probability }) => probability >= 0.85)
  const precision = share(hits, positive.length)
  const recall = share(hits, wanted)
  return {
    n: scored.length,
    accuracy: rounded(share(correct, scored.length)),
    precision: rounded(precision),
    recall: rounded(recall),
    f1: rounded(share(2 * precision * recall, precision + recall)),
    ece: rounded(calibrationError(scored)),
    precisionAt85: sure.length === 0 ? null : rounded(share(sure.filter(({ intent }) => intent).length, sure.length)),
  }
}

/** Leaves out as many of the asks as it takes to have this share of them left: mailboxes differ from what is labelled. */
export function resampled<T extends { intent: boolean }>(
  items: readonly T[],
  share: number,
  random: () => number,
): T[] {
  const asks = items.filter(({ intent }) => intent).length
  const kept = Math.min(1, (share / (1 - share)) * ((items.length - asks) / asks))
  return items.filter(({ intent }) => !intent || random() < kept)
}

function calibrationError(scored: readonly Scored[]): number {
  const sorted = [...scored].sort((a, b) => a.probability - b.probability)
  let error = 0
  for (let bin = 0; bin < 10; bin++) {
    const members = sorted.slice(Math.floor((bin * sorted.length) / 10), Math.floor(((bin + 1) * sorted.length) / 10))
    const promised = members.reduce((sum, { probability }) => sum + probability, 0)
    const kept = members.filter(({ intent }) => intent).length
    error += Math.abs(promised - kept)
  }
  return share(error, sorted.length)
}
