'use client'

import { createContext, useContext, useEffect, useRef } from 'react'

/** Whether the browser said that it runs on a Mac, an iPhone or an iPad. The server reads it, so nothing is drawn twice. */
export const AppleHint = createContext(false)

/** What the key is called that goes with others: ⌘ on Apple's keyboards, Ctrl on all others. */
export const useCommandKey = () => (useContext(AppleHint) ? '⌘' : 'Ctrl')

export type KeyMap = Record<string, (() => void) | undefined>

/** Time in which the second key of 'g t' has to follow, in milliseconds. */
const sequenceMs = 1_200

/** Keys that go on while they are held. All others act once: what they did last has moved what they would act on next. */
const goingOn = new Set(['j', 'k', 'ArrowDown', 'ArrowUp'])

/** Whether a key that is pressed, or still held, does what it stands for. */
export const acts = ({ key, repeat }: { key: string; repeat: boolean }): boolean => !repeat || goingOn.has(key)

/** What was typed before the present key, shared by all maps of the page. */
let prefix = { key: '', at: 0 }

/**
 * Keys of a page: `{ j: next, 'Shift+A': approveSelected, 'g t': toTasks }`. They rest while somebody types, while a menu or
 * dialog is open, and with Ctrl, Alt or ⌘ held; a checkbox or button that has the focus does not stop them.
 */
export function useKeys(map: KeyMap): void {
  const current = useRef(map)
  useEffect(() => {
    current.current = map
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return
      const key =
        event.shiftKey && event.key.length === 1 && /[a-z]/i.test(event.key)
          ? `Shift+${event.key.toUpperCase()}`
          : event.key
      const sequence = event.timeStamp - prefix.at < sequenceMs ? `${prefix.key} ${key}` : ''
      const action = current.current[sequence] ?? (sequence && prefix.key === 'g' ? undefined : current.current[key])
      if (!action) {
        if (key === 'g') prefix = { key, at: event.timeStamp }
        return
      }
      event.preventDefault()
      prefix = { key: '', at: 0 }
      if (acts(event)) action()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role=dialog], [role=menu]')) return true
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type)
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName)
}
