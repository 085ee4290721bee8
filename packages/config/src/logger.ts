import pino from 'pino'

/** Keys whose values never reach a log. */
const secretKeys = [
  'accessToken',
  'refreshToken',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
  'code',
  'client_secret',
  'password',
  'authorization',
  'cookie',
  'ciphertext',
  'verifier',
  'apiKey',
]

/** A structured logger for one process. Secrets are redacted by key; errors are reduced to type, message, code and stack. */
export function createLogger(name: string, level: string): pino.Logger {
  return pino({
    name,
    level,
    redact: {
      paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.headers.${key}`]),
      censor: '[redacted]',
    },
    serializers: { err: describeError },
  })
}

/** Only known-safe parts: SDK errors carry whole requests with their headers. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error object' }
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined
  return {
    type: error.name,
    message: error.message,
    code,
    stack: error.stack,
    ...(error.cause ? { cause: describeError(error.cause) } : {}),
  }
}
