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
  /** Those that are being taken back; the answer to one that was still on its way comes meanwhile. */
  const handedOut = new Map<number, Undoable>()
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
      const answer = { told, time: { undoMs, endsAt: now() + undoMs } }
      const taken = handedOut.get(key)
      if (taken) handedOut.set(key, { ...taken, ...answer })
      set(running().map((entry) => (entry.key === key ? { ...entry, ...answer } : entry)))
    },
    /** It was refused, was taken back, or cannot be. */
    drop: (key: number) => {
      handedOut.delete(key)
      set(running().filter((entry) => entry.key !== key))
    },
    /** Hands out the newest, which is then another's to take back no more, until it is given back or dropped. */
    take: (): Undoable | null => {
      const left = running()
      const taken = left.at(-1) ?? null
      if (taken) handedOut.set(taken.key, taken)
      set(left.slice(0, -1))
      return taken
    },
    /** It could not be taken back for now: it has its place again, with what was answered meanwhile. */
    giveBack: (key: number) => {
      const taken = handedOut.get(key)
      if (!taken) return
      handedOut.delete(key)
      set([...running(), taken].sort((a, b) => a.key - b.key))
    },
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
