import { z } from 'zod'
import { composition } from './composition'

const peopleSchema = z.array(z.object({ name: z.string(), email: z.string(), role: z.string() }))
const timeoutMs = 2_000

/** The ways to sign in that this installation has. */
export async function signInOptions() {
  const { variables, ctx } = composition()
  return {
    google: Boolean(variables.GOOGLE_CLIENT_ID) && !variables.SANDBOX_URL,
    mail: Boolean(variables.SMTP_URL),
    people: variables.SANDBOX_URL ? await readPeople(variables.SANDBOX_URL) : [],
    sandboxUrl: variables.SANDBOX_URL ?? null,
  }

  async function readPeople(sandboxUrl: string) {
    try {
      const answer = await fetch(new URL('/people', sandboxUrl), {
        signal: AbortSignal.timeout(timeoutMs),
        cache: 'no-store',
      })
      return peopleSchema.parse(await answer.json())
    } catch (error) {
      ctx.logger.warn({ err: error }, 'the sandbox does not answer')
      return []
    }
  }
}
