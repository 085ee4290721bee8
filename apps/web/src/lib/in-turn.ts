import { type MutationObserverOptions, MutationObserver, type QueryClient } from '@tanstack/react-query'

/**
 * Sends a change when all that were made before it in the same `scope` are answered: calls that leave together run side by side
 * on the server, so the second would not find what the first does. Other scopes do not wait.
 */
export async function inTurn<Answer, Fault, Input>(
  queries: QueryClient,
  scope: string,
  options: MutationObserverOptions<Answer, Fault, Input>,
  input: Input,
): Promise<Answer> {
  const sending = new MutationObserver(queries, { ...options, scope: { id: scope } })
  try {
    return await sending.mutate(input)
  } finally {
    sending.reset()
  }
}
