import { FlaskConical, ShieldAlert } from 'lucide-react'
import { Icon } from '@/components/ui/icon'

/** Whether we have made it ourselves to see whether all works. */
export const isTest = ({ flags }: { flags: string[] }) => flags.includes('test')

/** What warns of a suggestion, in a word. */
export function FlagMark({ suggestion, title }: { suggestion: { flags: string[] }; title?: string }) {
  const test = isTest(suggestion)
  return (
    <span className={test ? 'flag is-test' : 'flag'} title={title}>
      <Icon of={test ? FlaskConical : ShieldAlert} small />
      {test ? 'Test' : 'Flagged'}
    </span>
  )
}
