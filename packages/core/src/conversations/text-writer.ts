import type { Context } from '../context'
import { type TextPiece, writeTexts } from './write-texts'

/** Between two pieces of an answer at the least, in milliseconds: more often nobody reads. */
const pieceMs = 50

/** Stores what the answers of a process grow by: at once, then in pieces, those of all answers together. */
export type TextWriter = {
  /** Adds what follows on what was added before. */
  write(piece: TextPiece): void
  /** Stores all that was added, and waits for it. */
  settle(): Promise<void>
}

export function createTextWriter(ctx: Pick<Context, 'db' | 'clock' | 'logger'>): TextWriter {
  const waiting = new Map<string, TextPiece>()
  let storing: Promise<void> = Promise.resolve()
  let isRunning = false

  const store = () => {
    const pieces = [...waiting.values()]
    waiting.clear()
    if (pieces.length === 0) return storing
    // What cannot be stored is missed by nobody: at its end the message comes whole.
    storing = storing
      .then(() => writeTexts(ctx.db, pieces, ctx.clock.now()))
      .catch((error: unknown) => ctx.logger.warn({ err: error }, 'text of answers could not be stored as it came'))
    return storing
  }

  /** Goes on for as long as there is something to store. */
  const run = async () => {
    isRunning = true
    while (waiting.size > 0) {
      await store()
      await ctx.clock.sleep(pieceMs)
    }
    isRunning = false
  }

  return {
    write(piece) {
      const before = waiting.get(piece.messageId)
      waiting.set(piece.messageId, before ? { ...before, text: before.text + piece.text } : piece)
      if (!isRunning) void run()
    },
    settle: store,
  }
}
