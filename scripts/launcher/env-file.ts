import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { codeOf, Fault } from './fault'

/** Reads a file of `NAME=value` lines; a missing one is empty. Throws a Fault that names the line which cannot be read. */
export function readEnvFile(file: string): Record<string, string | undefined> {
  let text: string
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw new Fault(`${file} cannot be read (${codeOf(error) ?? 'unknown reason'}). Mend its rights or remove it.`, {
      cause: error,
    })
  }
  checkLines(text, file)
  return parseEnv(text)
}

/** Node's parser skips what it does not understand; an operator wants to know. */
function checkLines(text: string, file: string): void {
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = (lines[index] ?? '').trim()
    if (line === '' || line.startsWith('#')) continue
    const assignment = /^(?:export\s+)?[A-Za-z_]\w*\s*=\s*(.*)$/.exec(line)
    if (!assignment) throw new Fault(`${file}, line ${index + 1}: expected NAME=value.`)
    const value = assignment[1] ?? ''
    const quote = /^["'`]/.exec(value)?.[0]
    if (!quote || value.indexOf(quote, 1) > 0) continue
    const end = lines.findIndex((later, at) => at > index && later.includes(quote))
    if (end < 0) throw new Fault(`${file}, line ${index + 1}: the quote ${quote} is never closed.`)
    index = end
  }
}
