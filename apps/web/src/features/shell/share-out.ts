/** The first of several lists, at most so many in all: each has its turn, and what one leaves over goes to the others. */
export function shareOut<Row>(lists: readonly (readonly Row[])[], most: number): Row[] {
  const counts = lists.map(() => 0)
  let left = most
  for (let round = 0; left > 0 && lists.some(({ length }) => length > round); round++) {
    lists.forEach(({ length }, index) => {
      if (length <= round || left === 0) return
      counts[index] = round + 1
      left -= 1
    })
  }
  return lists.flatMap((list, index) => list.slice(0, counts[index]))
}

/** The first of several lists, at most so many in all: of all of them what answers best, each list in the order it has. */
export function bestOf<Row>(lists: readonly (readonly Row[])[], rankOf: (row: Row) => number, most: number): Row[] {
  const ranks = [...new Set(lists.flat().map(rankOf))].sort((a, b) => a - b)
  return ranks.reduce<Row[]>((best, rank) => {
    const ofRank = lists.map((list) => list.filter((row) => rankOf(row) === rank))
    return [...best, ...shareOut(ofRank, most - best.length)]
  }, [])
}
