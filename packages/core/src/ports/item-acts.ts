import type { Access } from './access'

/** What an agent can do at the service in words of its own, beside the side effects of finishing a task. */
export type ItemActs = {
  kinds: Act[]
  /** Does it. Done twice under the same key, it is done once. */
  act(access: Access, request: ActRequest): Promise<void>
}

export const actKinds = ['reply', 'label', 'create_event'] as const
export type ActKind = (typeof actKinds)[number]

export type Act = {
  kind: ActKind
  /** The setting that holds its policy: one of `policySetting`. */
  setting: string
  /** Scopes of which any one lets it be done. Absent: whoever may read may do it. */
  needs?: string[]
  /** 'Reply in the thread' */
  doing: string
}

export type ActRequest =
  | { kind: 'reply'; externalId: string; text: string; key: string }
  /** `label`: the name of one that is there. Throws invalid_input for another. */
  | { kind: 'label'; externalId: string; label: string; key: string }
  | { kind: 'create_event'; event: NewEvent; key: string }

/** Nobody is invited. `start` and `end`: instants with offset. */
export type NewEvent = { title: string; description: string; start: string; end: string }
