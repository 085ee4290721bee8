import type { z } from 'zod'
import { prettifyError } from 'zod'

/** A line of a file of labelled data that is not what it should be; says which one and why. */
export class BadLineError extends Error {
  constructor(file: string, line: number, problem: string) {
    super(`${file}, line ${line}: ${problem}`)
    this.name = 'BadLineError'
  }
}

/** Reads one JSON object a line; empty lines are passed over. Throws BadLineError with the number of the first bad line. */
export function readLines<T>(file: string, content: string, schema: z.ZodType<T>): T[] {
  const lines = content.replace(/^\uFEFF/, '').split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = schema.safeParse(parseJson(file, index + 1, line))
    if (!parsed.success) throw new BadLineError(file, index + 1, prettifyError(parsed.error).replace(/\s*\n\s*/g, ' '))
    return [parsed.data]
  })
}

function parseJson(file: string, line: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadLineError(file, line, 'not a JSON object')
  }
}
