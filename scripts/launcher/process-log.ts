import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { z } from 'zod'

const mostBytes = 10_000_000
const warning = 40

const entrySchema = z.object({
  level: z.number(),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).optional(),
})

export type ProcessLog = {
  file: string
  /** Writes each line to the file; the operator reads warnings, errors, and what is not of the logger's making on stderr. */
  follow(stdout: Readable, stderr: Readable): void
  close(): void
}

/** The log of one process. A file that has grown large becomes `.1` at the start. */
export function openProcessLog(
  folder: string,
  name: string,
  options: { verbose: boolean; say: (text: string) => void },
): ProcessLog {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${name}.log`)
  if (existsSync(file) && statSync(file).size > mostBytes) renameSync(file, `${file}.1`)
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
  const follow = (source: Readable, show: (line: string) => string | null) => {
    createInterface({ input: source }).on('line', (line) => {
      stream.write(`${line}\n`)
      const shown = options.verbose ? line : show(line)
      if (shown !== null) options.say(shown)
    })
  }
  return {
    file,
    follow(stdout, stderr) {
      follow(stdout, (line) => warningIn(line, name))
      follow(stderr, (line) => warningIn(line, name) ?? line)
    },
    close: () => stream.end(),
  }
}

/** What a line of the logger has to say to an operator; null for anything below a warning. */
function warningIn(line: string, name: string): string | null {
  const entry = entrySchema.safeParse(parse(line))
  if (!entry.success || entry.data.level < warning) return null
  const { level, msg, err } = entry.data
  return `${level > warning ? 'Error' : 'Warning'} in ${name}: ${msg}${err ? ` (${err.message})` : ''}`
}

function parse(line: string): unknown {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
