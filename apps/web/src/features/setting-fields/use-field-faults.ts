import { useState } from 'react'
import type { SettingField } from '@/lib/api-types'
import { atField } from '@/lib/at-field'
import { faultOf } from '@/lib/error-text'

/** What the last answer said of each field of a form; of one that has been typed into since, that need not hold any more. */
export function useFieldFaults(fields: SettingField[], error: unknown) {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const fault = error ? faultOf(error) : null
  const told = new Map(
    fields.flatMap(({ key, label }) => {
      const own = fault?.faults.find(({ field }) => field.split('.')[0] === key)
      return own ? [[key, atField(label, own.message)]] : []
    }),
  )
  return {
    /** By the key of each field that has not been typed into since. */
    standing: new Map([...told].filter(([key]) => !touched.has(key))),
    /** The first field that was refused. */
    refused: told.keys().next().value ?? null,
    /** Why it did not work, where that is the fault of no field. */
    general: fault && told.size === 0 ? fault.message : null,
    touch: (key: string) => setTouched((before) => new Set([...before, key])),
    /** Before the next answer. */
    forgetTouched: () => setTouched(new Set()),
  }
}
