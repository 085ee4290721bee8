/** Rows that a person has seen keep their places: what arrives between them waits until it is asked for. */
export function splitArrivals<Row extends { id: string }>(
  rows: readonly Row[],
  known: ReadonlySet<string>,
): { shown: Row[]; waiting: Row[] } {
  const lastKnown = rows.findLastIndex((row) => known.has(row.id))
  // Nothing known is left, or it follows all that is: showing it moves nothing under the pointer.
  if (lastKnown === -1) return { shown: [...rows], waiting: [] }
  const isShown = (row: Row, index: number) => index > lastKnown || known.has(row.id)
  return { shown: rows.filter(isShown), waiting: rows.filter((row, index) => !isShown(row, index)) }
}
