import { useEffect, useState, useSyncExternalStore } from 'react'
import { createUndoHistory } from './undo-history'

/** What can be taken back, and the newest of it, as time runs. */
export function useUndoHistory() {
  const [history] = useState(() => createUndoHistory(() => Date.now()))
  const newest = useSyncExternalStore(history.subscribe, history.newest, () => null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const wait = () => {
      const leftMs = history.dropEnded()
      if (leftMs !== null) timer = setTimeout(wait, leftMs)
    }
    wait()
    return () => clearTimeout(timer)
  }, [history, newest])
  return { history, newest }
}
