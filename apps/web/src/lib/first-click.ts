/**
 * For buttons whose press moves what they stand on: the second click of a double click falls on what has come into its place,
 * and is not meant. Keys and the first click come through.
 */
export const firstClick =
  (act: () => void) =>
  ({ detail }: { detail: number }): void => {
    if (detail <= 1) act()
  }
