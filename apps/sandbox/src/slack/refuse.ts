import type { Context } from 'hono'

/** Slack refuses with 200 and a code. */
export const refuse = (c: Context, error: string) => c.json({ ok: false, error })
