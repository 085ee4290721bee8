import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { countSecrets } from '@switchboard/core/crypto/rotate-secrets'
import { systemClock } from '@switchboard/core/system-clock'
import { openDatabase } from '@switchboard/db'
import { Fault } from './fault'

/** Throws a Fault when the database holds secrets of keys that are not here: no account could be worked on. */
export async function demandKeys(databaseUrl: string, encryptionKeys: string, dataDir: string): Promise<void> {
  const db = openDatabase(databaseUrl, { poolSize: 1 })
  try {
    const { unknown } = await countSecrets({ db, clock: systemClock, cipher: createTokenCipher(encryptionKeys) })
    const missing = new Set(unknown.flatMap(({ keyId }) => keyId ?? []))
    if (missing.size === 0) return
    throw new Fault(
      [
        `The database holds secrets that were made with keys which are not here: ${[...missing].join(', ')}.`,
        `Restore secrets.json in ${dataDir} from its backup, or set ENCRYPTION_KEYS to what the other machines have.`,
        'If those keys are lost for good, start with npm start -- --keys-lost and connect the accounts anew.',
      ].join('\n'),
    )
  } finally {
    await db.$disconnect()
  }
}
