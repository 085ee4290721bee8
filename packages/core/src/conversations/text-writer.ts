import type { Context } from '../context'
import { type TextPiece, writeTexts } from './write-texts'

/** Between two pieces of an answer at the least, in milliseconds: more often nobody reads. */
const pieceMs = 50

/** Stores what the answers of a process grow by: at once, then in pieces, those of all answers together. */
export type TextWriter = {
  /** Adds what follows on what was added before. */
  write(piece: TextPiece): void
  /** Stores all that was added to a message, and waits for it. */
  settle(messageId: string): Promise<void>
}

export function createTextWriter(ctx: Pick<Context, 'db' | 'clock' | 'logger'>): TextWriter {
  const waiting = new Map<string, TextPiece>()
  /** What is being stored at the moment. */
  let storing: { ids: Set<string>; done: Promise<void> } | null = null
  let isRunning = false

  /** Returns the messages whose conversations somebody holds. */
  const store = (pieces: TextPiece[], options: { waits: boolean }) =>
    writeTexts(ctx.db, pieces, ctx.clock.now(), options).catch((error: unknown) => {
      // What cannot be stored is missed by nobody: at its end the message comes whole.
      ctx.logger.warn({ err: error }, 'text of answers could not be stored as it came')
      return new Set<string>()
    })

  /** What cannot be stored now goes before what has come meanwhile. */
  const storeFree = async (pieces: TextPiece[]) => {
    const held = await store(pieces, { waits: false })
    for (const piece of pieces.filter(({ messageId }) => held.has(messageId))) {
      const after = waiting.get(piece.messageId)
      waiting.set(piece.messageId, { ...piece, text: piece.text + (after?.text ?? '') })
    }
  }

  const storeAll = async () => {
    const pieces = [...waiting.values()]
    waiting.clear()
    storing = { ids: new Set(pieces.map(({ messageId }) => messageId)), done: storeFree(pieces) }
    await storing.done
    storing = null
  }

  /** Goes on for as long as there is something to store. */
  const run = async () => {
    isRunning = true
    while (waiting.size > 0) {
      await storeAll()
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
    async settle(messageId) {
      while (storing?.ids.has(messageId)) await storing.done
      const piece = waiting.get(messageId)
      waiting.delete(messageId)
      if (piece) await store([piece], { waits: true })
    },
  }
}
