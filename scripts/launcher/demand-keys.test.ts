import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { buildConnection, buildGrant, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { demandKeys } from './demand-keys'
import { readSecrets } from './secrets'

const database = createTestDatabase()

test('keys that were made because the file is lost are refused while the database holds secrets of the lost ones', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'switchboard-keys-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const { encryptionKeys } = readSecrets(dataDir)
  const start = (keys: string) => demandKeys(database.url, keys, dataDir)
  await start(encryptionKeys)
  const ctx = { ...testContext(database), cipher: createTokenCipher(encryptionKeys) }
  await buildGrant(ctx, await buildConnection(ctx.db, (await buildMember(ctx.db)).actor))
  await start(encryptionKeys)
  rmSync(path.join(dataDir, 'secrets.json'))
  const anew = readSecrets(dataDir).encryptionKeys
  const lost = encryptionKeys.slice(0, encryptionKeys.indexOf(':'))
  await expect(start(anew)).rejects.toThrow(`keys which are not here: ${lost}.\nRestore secrets.json in ${dataDir}`)
  await start(`${anew},${encryptionKeys}`)
})
