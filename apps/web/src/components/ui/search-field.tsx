import { useId } from 'react'
import { searchFault } from '@/lib/search-words'

/** Under a search: why it is not run. Always there, so that it is read out when it comes. */
export function SearchFault({ id, typed }: { id: string; typed: string }) {
  return (
    <span id={id} className="fault-line" role="status">
      {searchFault(typed)}
    </span>
  )
}

type SearchFieldProps = {
  id?: string
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
}

/** A field for words to search by; it takes what is typed, and says when that cannot be searched for. */
export function SearchField({ id, label, placeholder, value, onChange }: SearchFieldProps) {
  const faultId = useId()
  const isRefused = searchFault(value) !== null
  return (
    <span className="search-field">
      <input
        id={id}
        className="input"
        type="search"
        aria-label={label}
        aria-invalid={isRefused || undefined}
        aria-describedby={isRefused ? faultId : undefined}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <SearchFault id={faultId} typed={value} />
    </span>
  )
}
