import type { Told } from './decision-text'

/** One decision as long as it can be taken back. */
export type Undoable = {
  key: number
  /** What is said of it. */
  told: Told
  titles: ReadonlyMap<string, string>
  /** Those that it decided; ends when the answer is there, empty when it decided none. */
  ids: Promise<string[]>
  /** Its whole time and when that ends; null while the answer is out. */
  time: { undoMs: number; endsAt: number } | null
  /** The same however often it is tried. */
  undoId: string | undefined
}

/** The decisions that can still be taken back, the newest first in turn. `now`: the page's clock in milliseconds. */
export function createUndoHistory(now: () => number) {
  /** The newest is the last. */
  let entries: readonly Undoable[] = []
  const listeners = new Set<() => void>()
  const set = (next: readonly Undoable[]) => {
    entries = next
    for (const listener of listeners) listener()
  }
  const running = () => entries.filter(({ time }) => time === null || time.endsAt > now())
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    newest: (): Undoable | null => entries.at(-1) ?? null,
    add: (entry: Omit<Undoable, 'time'>) => set([...running(), { ...entry, time: null }]),
    /** The answer is there, and its time begins. */
    answered: (key: number, told: Told, undoMs: number) => {
      const time = { undoMs, endsAt: now() + undoMs }
      set(running().map((entry) => (entry.key === key ? { ...entry, told, time } : entry)))
    },
    /** It was refused, or cannot be taken back. */
    drop: (key: number) => set(running().filter((entry) => entry.key !== key)),
    /** Hands out the newest, which is then another's to take back no more. */
    take: (): Undoable | null => {
      const left = running()
      set(left.slice(0, -1))
      return left.at(-1) ?? null
    },
    /** It could not be taken back for now: it has its place again. */
    giveBack: (entry: Undoable) => set([...entries, entry].sort((a, b) => a.key - b.key)),
    /** Drops those whose time is over; how long until the next one's is, or null. */
    dropEnded: (): number | null => {
      const left = running()
      if (left.length < entries.length) set(left)
      const ends = left.flatMap(({ time }) => time?.endsAt ?? [])
      return ends.length > 0 ? Math.min(...ends) - now() : null
    },
  }
}

export type UndoHistory = ReturnType<typeof createUndoHistory>
