import { type Action, button, link } from './parts'

/** What sets the mails of one kind apart from the others. */
export type MailTemplate = {
  /** Why a person gets it, which stands below each. */
  reason: string
  /** What may be done, as HTML. */
  acts(actions: readonly Action[]): string[]
}

/** The first is what one mostly wants. */
export const firstAsButton = ([first, ...others]: readonly Action[]): string[] => [
  ...(first ? [button(first)] : []),
  ...others.map(lineOf),
]

export const lineOf = (action: Action) => `<p style="margin: 0 0 16px">${link(action)}</p>`
