import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { secretVariables } from '@switchboard/config'
import { codeOf, Fault } from './fault'

const secretsSchema = z.object({
  encryptionKeys: secretVariables.shape.ENCRYPTION_KEYS,
  sessionSecret: secretVariables.shape.SESSION_SECRET,
  databasePassword: z.string().min(16),
})

export type Secrets = z.infer<typeof secretsSchema>

/** The secrets of this installation; made at the first start, readable by their owner alone. */
export function readSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
    chmodSync(file, 0o600)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return createSecrets(file)
    throw new Fault(`${file} cannot be read (${codeOf(error) ?? 'unknown reason'}). Start as the user who owns it.`, {
      cause: error,
    })
  }
  const secrets = secretsSchema.safeParse(parse(text))
  if (!secrets.success)
    throw new Fault(`${file} is damaged. Restore it from a backup: the data cannot be decrypted without it.`)
  return secrets.data
}

function createSecrets(file: string): Secrets {
  const secrets: Secrets = {
    encryptionKeys: `k1:${randomBytes(32).toString('base64')}`,
    sessionSecret: randomBytes(48).toString('base64url'),
    databasePassword: randomBytes(24).toString('base64url'),
  }
  // Never half a file, also when the power fails right now.
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
  return secrets
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
