/** One call as Slack would send it. */
export type SlackCall = { eventId: string; conversation: string; event: Record<string, unknown> }
/** What a message has become in the end. */
export type Ending = { externalId: string; text: string; asks: boolean; deleted: boolean }
export type Burst = {
  /** By conversation, in the order in which people wrote; some come twice. */
  conversations: SlackCall[][]
  unique: number
  endings: Ending[]
}

const asks = [
  'Could you please send us the signed contract for order {n} by Friday?',
  'Please review the draft of chapter {n} and tell me what you think until tomorrow.',
  'Can you approve invoice {n} today? The supplier waits for the payment.',
]
const news = ['The parcel {n} is at the front desk.', 'Deployment {n} is through, everything is green.']
const people = ['U0JONAS', 'U0MIRA', 'U0PRIYA', 'U0TOM']

/** So many calls of a workspace: messages, edits of one in six, deletions of one in ten, and this share of calls that come again. */
export function slackBurst(input: { calls: number; duplicates: number; random: () => number }): Burst {
  const { random } = input
  const pick = (list: string[]) => list[Math.floor(random() * list.length)] ?? ''
  const repeats = Math.floor(input.calls * input.duplicates)
  const unique = input.calls - repeats
  const conversations: SlackCall[][] = Array.from({ length: Math.min(40, Math.ceil(unique / 10)) }, () => [])
  const endings: Ending[] = []
  const startedAt = Math.floor(Date.now() / 1_000) - 3_600
  let made = 0
  let lastTs = 0
  const nextTs = () => `${startedAt + Math.floor(++lastTs / 10)}.${String(lastTs).padStart(6, '0')}`

  const tell = (calls: SlackCall[], conversation: string, event: Record<string, unknown>) => {
    const eventId = `EvDRILL${String(made++).padStart(6, '0')}`
    calls.push({ eventId, conversation, event: { channel: conversation, channel_type: 'im', ...event } })
  }
  while (made < unique) {
    const place = Math.floor(random() * conversations.length)
    const calls = conversations[place] ?? []
    const conversation = `D0DRILL${String(place).padStart(2, '0')}`
    const isAsk = random() < 0.6
    const textOf = () => pick(isAsk ? asks : news).replace('{n}', String(1_000 + made))
    const message = { type: 'message', ts: nextTs(), user: pick(people), text: textOf() }
    tell(calls, conversation, { ...message, event_ts: message.ts })
    const ending = { externalId: `${conversation}:${message.ts}`, text: message.text, asks: isAsk, deleted: false }
    endings.push(ending)
    if (made < unique && random() < 1 / 6) {
      const ts = nextTs()
      const edited = { ...message, text: textOf(), edited: { user: message.user, ts } }
      ending.text = edited.text
      tell(calls, conversation, { type: 'message', subtype: 'message_changed', message: edited, ts, event_ts: ts })
    }
    if (made < unique && random() < 1 / 10) {
      const ts = nextTs()
      ending.deleted = true
      tell(calls, conversation, {
        type: 'message',
        subtype: 'message_deleted',
        deleted_ts: message.ts,
        ts,
        event_ts: ts,
      })
    }
  }
  for (let repeat = 0; repeat < repeats; repeat++) repeatOne(conversations, random)
  return { conversations, unique, endings }
}

/** A call comes again, any time after it came first. */
function repeatOne(conversations: SlackCall[][], random: () => number): void {
  const told = conversations.filter((calls) => calls.length > 0)
  const calls = told[Math.floor(random() * told.length)]
  const place = Math.floor(random() * (calls?.length ?? 0))
  const call = calls?.[place]
  if (!calls || !call) return
  calls.splice(place + 1 + Math.floor(random() * (calls.length - place)), 0, call)
}
