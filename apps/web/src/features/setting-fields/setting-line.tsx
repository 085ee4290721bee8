import clsx from 'clsx'
import type { SettingField } from '@/lib/api-types'

type SettingLineProps = {
  id: string
  field: SettingField
  value: string | boolean
  fault: string | null
  onChange: (value: string | boolean) => void
}

/** One setting: what it is called and does, or why it was refused, and its field. */
export function SettingLine({ id, field, value, fault, onChange }: SettingLineProps) {
  const describedBy = `${id}-hint`
  const shared = { id, 'aria-describedby': describedBy, 'aria-invalid': fault !== null || undefined }
  return (
    <div className={clsx('line-field', (field.kind === 'text' || field.kind === 'secret') && 'long')}>
      <div>
        <label htmlFor={id}>{field.label}</label>
        <p id={describedBy} className={fault ? 'fault' : 'hint'}>
          {fault ?? field.hint}
        </p>
      </div>
      {field.kind === 'switch' ? (
        <input
          {...shared}
          className="check"
          type="checkbox"
          role="switch"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      ) : field.kind === 'choice' ? (
        <select {...shared} className="input" value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : field.kind === 'words' ? (
        <input {...shared} className="input" value={String(value)} onChange={(event) => onChange(event.target.value)} />
      ) : field.kind === 'text' || field.kind === 'secret' ? (
        <input
          {...shared}
          className="input"
          type={field.kind === 'secret' ? 'password' : 'text'}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={field.kind === 'text' ? field.whenEmpty : undefined}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <span className="flex items-center gap-2">
          {/* No number field: it would hide what is typed wrongly, and empty may mean something. */}
          <input
            {...shared}
            className="input"
            style={{ width: 72 }}
            inputMode="decimal"
            autoComplete="off"
            placeholder={field.kind === 'percent' ? undefined : field.whenEmpty}
            value={String(value)}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className="meta whitespace-nowrap">{unitOf(field)}</span>
        </span>
      )}
    </div>
  )
}

function unitOf(field: Extract<SettingField, { kind: 'number' | 'percent' | 'dollars' }>): string {
  if (field.kind === 'number') return field.unit
  return field.kind === 'percent' ? '%' : 'US$'
}
