'use client'

import { Dialog } from '@/components/ui/dialog'
import { pages, settingsPage } from './pages'

const groups: { name: string; keys: { does: string; keys: string[] }[] }[] = [
  {
    name: 'Feed',
    keys: [
      { does: 'Next, previous', keys: ['J', 'K'] },
      { does: 'Approve', keys: ['A'] },
      { does: 'Dismiss', keys: ['D'] },
      { does: 'Dismiss with a reason', keys: ['W'] },
      { does: 'Edit the title', keys: ['E'] },
      { does: 'Approve from the title', keys: ['⌘', 'Enter'] },
      { does: 'Select', keys: ['X'] },
      { does: 'Select up to here', keys: ['⇧', 'X'] },
      { does: 'Approve selected', keys: ['⇧', 'A'] },
      { does: 'Dismiss selected', keys: ['⇧', 'D'] },
      { does: 'Take the last decision back', keys: ['Z'] },
      { does: 'Show new suggestions', keys: ['N'] },
      { does: 'Open at the provider', keys: ['O'] },
      { does: 'Search', keys: ['/'] },
    ],
  },
  {
    name: 'Tasks',
    keys: [
      { does: 'Next, previous', keys: ['J', 'K'] },
      { does: 'Done, or open again', keys: ['X'] },
      { does: 'Details', keys: ['Enter'] },
      { does: 'Take the last change back', keys: ['Z'] },
    ],
  },
  {
    name: 'Everywhere',
    keys: [
      ...[...pages, settingsPage].map((page) => ({ does: page.name, keys: page.keys.toUpperCase().split(' ') })),
      { does: 'Search or go to', keys: ['⌘', 'K'] },
      { does: 'These keys', keys: ['?'] },
    ],
  },
]

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      wide
      title="Keys"
      description="On Windows and Linux use Ctrl for ⌘."
    >
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
