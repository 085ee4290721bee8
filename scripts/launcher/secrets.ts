import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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

const fileIn = (dataDir: string) => path.join(dataDir, 'secrets.json')

/** The secrets of this installation; made at the first start, readable by their owner alone. */
export function readSecrets(dataDir: string): Secrets {
  const file = fileIn(dataDir)
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

/** Puts a new key before the others: it encrypts from the next start on. Returns its id. */
export function addEncryptionKey(dataDir: string): string {
  const secrets = readSecrets(dataDir)
  const ids = secrets.encryptionKeys.split(',').map((key) => key.slice(0, key.indexOf(':')))
  let number = ids.length + 1
  while (ids.includes(`k${number}`)) number += 1
  writeSecrets(fileIn(dataDir), { ...secrets, encryptionKeys: `${newKey(`k${number}`)},${secrets.encryptionKeys}` })
  return `k${number}`
}

function createSecrets(file: string): Secrets {
  const secrets: Secrets = {
    // An id that no other installation has: to whom the file is lost, the database tells that its secrets are of another key.
    encryptionKeys: newKey(`k1-${randomBytes(3).toString('hex')}`),
    sessionSecret: randomBytes(48).toString('base64url'),
    databasePassword: randomBytes(24).toString('base64url'),
  }
  writeSecrets(file, secrets)
  return secrets
}

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`

/** Never half a file, and never the one before once this has returned: also when the power fails right now. */
function writeSecrets(file: string, secrets: Secrets): void {
  // What a crash left there may be readable by others, and the mode counts only for a new file.
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
  // The new name is on the disk only with its folder.
  const folder = openSync(path.dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
