import { z } from 'zod'

/** What is told on `stopChannel`. */
const noticeSchema = z.object({ teamId: z.uuid(), runId: z.uuid() })

/** The answers that this process is writing, so that a person's 'stop' reaches them at once. */
export type Stops = {
  /** Has `controller` abort when the run is to stop. Returns how to forget it again. */
  watch(runId: string, controller: AbortController): () => void
  /** Takes a notification of `stopChannel`; runs of other processes, and what is no notification, change nothing. */
  hear(payload: string): void
}

export function createStops(): Stops {
  const watched = new Map<string, AbortController>()
  return {
    watch(runId, controller) {
      watched.set(runId, controller)
      return () => {
        if (watched.get(runId) === controller) watched.delete(runId)
      }
    },
    hear(payload) {
      const notice = noticeSchema.safeParse(parsed(payload))
      if (notice.success) watched.get(notice.data.runId)?.abort()
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
