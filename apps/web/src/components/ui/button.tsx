import clsx from 'clsx'
import type { ButtonHTMLAttributes, Ref } from 'react'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'plain' | 'primary' | 'quiet' | 'danger' | 'destructive'
  small?: boolean
  /** Only an icon: needs an aria-label. */
  icon?: boolean
  /** The key that does the same, shown on the button. */
  hint?: string
  ref?: Ref<HTMLButtonElement>
}

export const buttonClass = ({ look = 'plain', small, icon }: Pick<ButtonProps, 'look' | 'small' | 'icon'>) =>
  clsx('btn', look !== 'plain' && look, small && 's', icon && 'icon')

export function Button({ look, small, icon, hint, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={clsx(buttonClass({ look, small, icon }), className)}
      aria-keyshortcuts={hint ? ariaKeys(hint) : undefined}
    >
      {children}
      {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </button>
  )
}

/** '⇧A' in the words of ARIA 1.2. */
const ariaKeys = (hint: string) => hint.replace('⇧', 'Shift+').replace('⌘', 'Meta+')
