import { actAtProvider } from '../act/act-at-provider'
import { actInput } from '../act/act-input'
import { findAct } from '../act/find-act'
import { defineTool } from './tool'

export const actAtProviderTool = defineTool({
  name: 'act_at_provider',
  description:
    'Changes something where an item came from: marks a mail read, archives or labels it, reacts or replies to a message, completes a page, or puts an event into the person’s own calendar. Use it only when the person asks for it. The person may be asked first: then it waits for them.',
  effect: 'outside',
  repeatable: true,
  doing: 'Changing it at its source',
  input: actInput,
  async permit(ctx, actor, input) {
    const { policy, title, details, item } = await findAct(ctx, actor, input)
    // What was named by words is held on to: they may find another item in an hour.
    return { policy, title, details, input: { ...input, itemId: item?.id ?? null, words: null } }
  },
  run: actAtProvider,
})
