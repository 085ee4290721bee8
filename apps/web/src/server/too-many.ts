import { comeBackIn } from '@switchboard/api/call-limit'

/** The answer to whoever asks too often, with the time to come back: a page for a browser that is led here, JSON for programs. */
export function tooMany(request: Request, waitSeconds: number, facts: Record<string, string> = {}): Response {
  const headers = { 'retry-after': String(waitSeconds), 'cache-control': 'no-store' }
  const message = comeBackIn(waitSeconds)
  if (!request.headers.get('accept')?.includes('text/html')) {
    return Response.json({ message, retryAfterSeconds: waitSeconds, ...facts }, { status: 429, headers })
  }
  return new Response(pageOf(message), {
    status: 429,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
  })
}

const pageOf = (message: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Too many requests · Switchboard</title>
<body style="font-family: system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark">
<h1>Too many requests</h1>
<p>${message}</p>
<p><a href="/">Switchboard</a></p>
`
