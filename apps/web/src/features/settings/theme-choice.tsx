'use client'

import { useTheme } from 'next-themes'
import { useEffect, useState } from 'react'

const themes = [
  { value: 'system', name: 'Same as the system' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
]

export function ThemeChoice() {
  const { theme, setTheme } = useTheme()
  // The server does not know the choice; it stands in this browser.
  const [mounted, setMounted] = useState(false)
  useEffect(() => setMounted(true), [])
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2" style={{ font: 'var(--t-h2)' }}>
        Theme
      </legend>
      <div className="flex flex-wrap gap-5">
        {themes.map(({ value, name }) => (
          <label key={value} className="choice-row flex items-center gap-2">
            <input
              type="radio"
              name="theme"
              value={value}
              checked={mounted && theme === value}
              onChange={() => setTheme(value)}
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
