import { z } from 'zod'

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
 * is the only place that reads the environment. An empty value counts as not set.
 */
export function readEnvironment<Shape extends z.ZodType>(
  schema: Shape,
  source: Record<string, string | undefined> = process.env,
): z.infer<Shape> {
  const filled = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const result = schema.safeParse(filled)
  if (result.success) return result.data
  throw new EnvironmentError(
    result.error.issues.map((issue) => {
      const name = issue.path.join('.')
      const missing = name !== '' && filled[name] === undefined && issue.code === 'invalid_type'
      return missing
        ? `${name} is not set. See .env.example.`
        : name === ''
          ? issue.message
          : `${name}: ${issue.message}`
    }),
  )
}
