import { z } from 'zod'

const formSchema = z.record(z.string(), z.unknown())

/** What a request's body says, read as next-auth reads it; null when it cannot be read. */
export async function formOf(request: Request): Promise<Record<string, unknown> | null> {
  const text = await request.text()
  // The library's own script calls every request JSON, also those without a body.
  if (text === '') return {}
  if (!request.headers.get('content-type')?.includes('application/json')) {
    return Object.fromEntries(new URLSearchParams(text))
  }
  try {
    return formSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
