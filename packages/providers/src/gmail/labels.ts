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
 * The labels that people mean, who write a name in any case. `list` is asked only for labels of the mailbox's own.
 * Throws invalid_input for a label that is not there.
 */
export async function findLabels(names: string[], list: () => Promise<Label[]>): Promise<Label[]> {
  const asSystem = (name: string) => (systemLabels.has(name.toUpperCase()) ? name.toUpperCase() : null)
  const own = names.every(asSystem) ? [] : await list()
  return names.map((name) => {
    const system = asSystem(name)
    if (system) return { id: system, name: system }
    const found = own.find((label) => label.id === name || label.name.toLowerCase() === name.toLowerCase())
    if (found) return found
    throw new SwitchboardError(
      'invalid_input',
      `There is no label ‘${name}’ in this mailbox. Change the labels in the settings.`,
      {
        field: 'filterLabels',
        facts: { label: name },
      },
    )
  })
}
