import { useMutation } from '@tanstack/react-query'
import { faultOf } from '@/lib/error-text'
import { isLost, sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { takenBackText } from './decision-text'
import { useUndoHistory } from './use-undo-history'
import type { useTold } from './use-told'

type UndoProps = {
  told: Pick<ReturnType<typeof useTold>, 'tell' | 'tellProblem'>
  /** These wait for a decision again. */
  onBack: (ids: string[]) => void
  readAgain: () => Promise<unknown>
}

/** Walks back through the decisions whose time runs, the newest first. */
export function useUndo({ told: { tell, tellProblem }, onBack, readAgain }: UndoProps) {
  const trpc = useTRPC()
  const undoing = useMutation(trpc.suggestion.undo.mutationOptions({ retry: sendAgain }))
  const { history, newest } = useUndoHistory()

  /** One that is still on its way is taken back when its answer is there. */
  const undo = async () => {
    const entry = history.take()
    if (!entry) return
    const ids = await entry.ids
    if (ids.length === 0) return history.drop(entry.key)
    try {
      const { results } = await undoing.mutateAsync({ ids, decisionId: entry.undoId })
      history.drop(entry.key)
      const back = results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
      onBack(back)
      const { told, whole } = takenBackText(ids, back, entry.titles)
      tell(told, { tone: whole ? 'done' : 'problem' })
    } catch (error) {
      if (isLost(error)) history.giveBack(entry.key)
      else history.drop(entry.key)
      tellProblem(`Not taken back. ${faultOf(error).message}`)
    }
    await readAgain()
  }
  return { history, newest, undo }
}
