'use client'

import { Dialog } from '@/components/ui/dialog'
import { useCommandKey } from '@/lib/use-keys'
import { pages, settingsPage } from './pages'

type Entry = { does: string; keys: string[] }

const groupsOf = (command: string): { name: string; keys: Entry[] }[] => [
  {
    name: 'Feed',
    keys: [
      { does: 'Next', keys: ['J', '↓'] },
      { does: 'Previous', keys: ['K', '↑'] },
      { does: 'Approve', keys: ['A'] },
      { does: 'Dismiss', keys: ['D'] },
      { does: 'Dismiss with a reason', keys: ['W'] },
      { does: 'Edit the title', keys: ['E'] },
      { does: 'Approve from the title', keys: [command, 'Enter'] },
      { does: 'Select', keys: ['X'] },
      { does: 'Select up to here', keys: ['⇧', 'X'] },
      { does: 'Approve selected', keys: ['⇧', 'A'] },
      { does: 'Dismiss selected', keys: ['⇧', 'D'] },
      { does: 'Take back selected', keys: ['⇧', 'Z'] },
      { does: 'Clear the selection', keys: ['Esc'] },
      { does: 'Undo, one decision after another', keys: ['Z'] },
      { does: 'Show new suggestions', keys: ['N'] },
      { does: 'Load the list again', keys: ['R'] },
      { does: 'Open the mail at its provider', keys: ['O'] },
      { does: 'Search', keys: ['/'] },
    ],
  },
  {
    name: 'Tasks',
    keys: [
      { does: 'Next', keys: ['J'] },
      { does: 'Previous', keys: ['K'] },
      { does: 'Done, or open again', keys: ['X'] },
      { does: 'Details', keys: ['Enter'] },
      { does: 'Undo, one change after another', keys: ['Z'] },
      { does: 'Search', keys: ['/'] },
    ],
  },
  {
    name: 'Conversations',
    keys: [
      { does: 'Next', keys: ['J'] },
      { does: 'Previous', keys: ['K'] },
      { does: 'Open', keys: ['Enter'] },
      { does: 'New conversation', keys: ['N'] },
      { does: 'Write', keys: ['M'] },
      { does: 'Send', keys: ['Enter'] },
      { does: 'New line', keys: ['⇧', 'Enter'] },
      { does: 'Stop the answer', keys: ['Esc'] },
      { does: 'Search', keys: ['/'] },
    ],
  },
  {
    name: 'Questions',
    keys: [
      { does: 'Ask people', keys: ['N'] },
      { does: 'Send what is written', keys: [command, 'Enter'] },
    ],
  },
  { name: 'Integrations', keys: [{ does: 'Sync all', keys: ['S'] }] },
  {
    name: 'While you type',
    keys: [
      { does: 'Save the notes', keys: [command, 'Enter'] },
      { does: 'Save the tags', keys: ['Enter'] },
      { does: 'Go from the search to the list', keys: ['Enter'] },
      { does: 'Clear the search', keys: ['Esc'] },
      { does: 'Stop without saving', keys: ['Esc'] },
    ],
  },
  {
    name: 'Everywhere',
    keys: [
      ...[...pages, settingsPage].map((page) => ({ does: page.name, keys: page.keys.toUpperCase().split(' ') })),
      { does: 'Search or go to', keys: [command, 'K'] },
      { does: 'These keys', keys: ['?'] },
    ],
  },
]

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const groups = groupsOf(useCommandKey())
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} wide title="Keys">
      {groups.map((group) => (
        <section key={group.name}>
          <h3 className="meta mt-5">{group.name}</h3>
          <dl className="keys-table">
            {group.keys.map(({ does, keys }) => (
              <div key={does}>
                <dt>{does}</dt>
                <dd>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
