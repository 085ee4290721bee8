import { type ReactNode, useId } from 'react'
import { FieldFault } from '@/features/task-fields/field-fault'
import { faultOf } from '@/lib/error-text'

type FieldProps = {
  label: string
  hint?: string
  fault: string | null
  children: (field: { id: string; 'aria-invalid': true | undefined; 'aria-describedby': string }) => ReactNode
}

/** A field with its label above and what is wrong with it below. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {children({
        id,
        'aria-invalid': fault !== null || undefined,
        'aria-describedby': hint ? `${id}-hint ${id}-fault` : `${id}-fault`,
      })}
      <FieldFault id={`${id}-fault`} fault={fault} />
    </div>
  )
}

type ChecksProps<Value extends string> = {
  legend: string
  hint?: string
  fault: string | null
  entries: { value: Value; name: string; hint?: string }[]
  chosen: Value[]
  onChange: (chosen: Value[]) => void
}

/** Several of a few. */
export function Checks<Value extends string>({
  legend,
  hint: about,
  fault,
  entries,
  chosen,
  onChange,
}: ChecksProps<Value>) {
  const id = useId()
  return (
    <fieldset className="field" aria-describedby={`${id}-fault`}>
      <legend>{legend}</legend>
      {about && <p className="hint">{about}</p>}
      <div className="ask-checks">
        {entries.map(({ value, name, hint }) => (
          <label key={value}>
            <input
              type="checkbox"
              className="check"
              checked={chosen.includes(value)}
              aria-invalid={fault !== null || undefined}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
              }
            />
            <span>
              {name}
              {hint && <span className="meta block">{hint}</span>}
            </span>
          </label>
        ))}
      </div>
      <FieldFault id={`${id}-fault`} fault={fault} />
    </fieldset>
  )
}

/** Why a form was refused: at each of its fields, or as a whole. */
export function formFaults({ error }: { error: unknown }): {
  at: (field: string) => string | null
  whole: string | null
} {
  const { faults, message } = error ? faultOf(error) : { faults: [], message: null }
  return {
    // Of a list, whichever of its entries it is.
    at: (field) => faults.find((one) => one.field.split('.')[0] === field)?.message ?? null,
    whole: faults.length === 0 ? message : null,
  }
}
