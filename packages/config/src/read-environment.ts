import type { z } from 'zod'
import { profileFaults, profileOf } from './profiles'

/** All faults of the environment at once, each with the variable's name and what to do. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    )
  }
}

/**
 * Reads and checks the variables of one process. Packages declare their part, an app composes the parts it needs, and this
 * is the only place that reads the environment. An empty value counts as not set and gets the profile's default, if it has one.
 */
export function readEnvironment<Shape extends z.ZodType>(
  schema: Shape,
  source: Record<string, string | undefined> = process.env,
): z.infer<Shape> {
  const set = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const filled = { ...profileOf(set).defaults, ...set }
  const result = schema.safeParse(filled)
  const insisted = profileFaults(filled)
  if (result.success && insisted.length === 0) return result.data
  const malformed = result.success ? [] : result.error.issues.map((issue) => faultOf(issue, filled))
  throw new EnvironmentError([...malformed, ...insisted])
}

function faultOf(issue: z.core.$ZodIssue, filled: Record<string, string | undefined>): string {
  const name = issue.path.join('.')
  if (name === '') return issue.message
  const missing = filled[name] === undefined && issue.code === 'invalid_type'
  return missing ? `${name} is not set. See .env.example.` : `${name}: ${issue.message}`
}
