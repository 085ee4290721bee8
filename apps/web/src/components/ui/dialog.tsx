'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { Button } from './button'
import { Icon } from './icon'

type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: string
  wide?: boolean
  children: ReactNode
}

/** Whoever opened it by key goes on where they were: Radix gives the focus back to triggers alone, and ours have none. */
function useFocusBack() {
  const before = useRef<Element>(null)
  return {
    onOpenAutoFocus: () => {
      const menu = document.activeElement?.closest('[role=menu]')
      // A menu is gone by then, its button is not.
      before.current = menu
        ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
        : document.activeElement
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault()
      if (before.current instanceof HTMLElement) before.current.focus()
    },
  }
}

/** A question that has to be answered first. */
export function Dialog({ open, onOpenChange, title, description, wide, children }: DialogProps) {
  const focusBack = useFocusBack()
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="veil" />
        <Radix.Content
          className={wide ? 'dialog wide' : 'dialog'}
          // It may be higher than the window and hold nothing but text: the arrow keys scroll what has the focus.
          tabIndex={0}
          {...focusBack}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <Radix.Title asChild>
            <h2>{title}</h2>
          </Radix.Title>
          {description && <Radix.Description>{description}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Details of one thing, beside the page. */
export function Panel({ open, onOpenChange, title, children, foot }: DialogProps & { foot?: ReactNode }) {
  const focusBack = useFocusBack()
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="veil" />
        <Radix.Content className="panel" aria-describedby={undefined} {...focusBack}>
          <div className="bar">
            <Radix.Title asChild>
              <h2 className="grow cut">{title}</h2>
            </Radix.Title>
            <Radix.Close asChild>
              <Button look="quiet" icon small aria-label="Close">
                <Icon of={X} />
              </Button>
            </Radix.Close>
          </div>
          <div className="body">{children}</div>
          {foot && <div className="foot">{foot}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  action,
  busy,
  harmless,
  onConfirm,
  ...dialog
}: Omit<DialogProps, 'children'> & {
  action: string
  busy: boolean
  /** It ends or deletes nothing. */
  harmless?: boolean
  onConfirm: () => void
}) {
  return (
    <Dialog {...dialog}>
      <div className="acts">
        <Button onClick={() => dialog.onOpenChange(false)}>Cancel</Button>
        <Button look={harmless ? 'primary' : 'destructive'} disabled={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
