'use client'

import { CircleAlert, CircleCheck } from 'lucide-react'
import { Icon } from '@/components/ui/icon'
import type { ConnectionActions } from './use-connection-actions'

/** What came of 'Check the connection'. */
export function CheckedNotice({ checked }: Pick<ConnectionActions, 'checked'>) {
  if (!checked) return null
  const works = checked.errorCode === null
  return (
    <div className={works ? 'notice ok' : 'notice bad'} role="status">
      <Icon of={works ? CircleCheck : CircleAlert} />
      <span className="grow">
        {works
          ? `Checked: ${checked.accountName} works.`
          : `Checked: ${checked.accountName} does not work at the moment. ${checked.errorMessage ?? ''}`}
      </span>
    </div>
  )
}
