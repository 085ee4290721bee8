import { SwitchboardError } from '@switchboard/core/errors'

export type Label = { id: string; name: string }

/** Labels that every mailbox has, under ids that are their names. https://developers.google.com/workspace/gmail/api/guides/labels */
const systemLabels = new Set([
  'INBOX',
  'UNREAD',
  'STARRED',
  'IMPORTANT',
  'SENT',
  'DRAFT',
  'SPAM',
  'TRASH',
  'CHAT',
  ...['PERSONAL', 'SOCIAL', 'PROMOTIONS', 'UPDATES', 'FORUMS'].map((category) => `CATEGORY_${category}`),
])

/**
 * The labels that people mean, who write a name in any case. `ask` is called only for labels of the mailbox's own that
 * `remembered` does not have. Throws invalid_input for a label that is not there; `advice` says what to do then.
 */
export async function findLabels(
  names: string[],
  { remembered, ask, advice }: { remembered: Label[]; ask: () => Promise<Label[]>; advice: string | null },
): Promise<Label[]> {
  const found = names.map((name) => labelCalled(name, remembered))
  const own = found.includes(undefined) ? await ask() : remembered
  return names.map((name) => {
    const label = labelCalled(name, own)
    if (label) return label
    const fault = `There is no label ‘${name}’ in this mailbox.`
    throw new SwitchboardError('invalid_input', advice ? `${fault} ${advice}` : fault, {
      field: 'filterLabels',
      facts: { label: name },
    })
  })
}

function labelCalled(name: string, own: Label[]): Label | undefined {
  const system = name.toUpperCase()
  if (systemLabels.has(system)) return { id: system, name: system }
  return own.find((label) => label.id === name || label.name.toLowerCase() === name.toLowerCase())
}
