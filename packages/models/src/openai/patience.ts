/** Aborts a controller when nothing has happened for so long. Not by the clock of flows: it limits a wait on the wire. */
export function patienceOf(controller: AbortController) {
  let timer: NodeJS.Timeout | undefined
  const end = () => clearTimeout(timer)
  return {
    /** From now on so many milliseconds may pass. */
    within(ms: number) {
      end()
      timer = setTimeout(() => controller.abort(new DOMException('Not done in time.', 'TimeoutError')), ms)
    },
    end,
  }
}
