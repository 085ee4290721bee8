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
