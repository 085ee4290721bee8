import { parseArgs } from 'node:util'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import {
  type Census,
  countSecrets,
  rotateSecrets,
  type UnreadableSecret,
} from '@switchboard/core/crypto/rotate-secrets'
import { systemClock } from '@switchboard/core/system-clock'
import { type Database, openDatabase } from '@switchboard/db'
import { codeOf, Fault } from '../launcher/fault'
import { addEncryptionKey } from '../launcher/secrets'
import { dataDirOfKeys, type KeySettings, readKeySettings } from './settings'

type Input = {
  args: string[]
  environment: Record<string, string | undefined>
  root: string
  print: (line: string) => void
}

const printEveryMs = 1_000
const mostNamed = 20
/** A worker that was silent for longer does not run any more. */
const silentMs = 20_000

/** The command behind `npm run keys:rotate`. Returns whether nothing is left. Throws a Fault that says what to do. */
export async function rotateKeys({ args, environment, root, print }: Input): Promise<boolean> {
  if (readFlags(args).newKey) {
    const id = addEncryptionKey(dataDirOfKeys(environment, root))
    print(`The key ${id} was made and stands first in secrets.json. Back up that file now.`)
    print('Restart Switchboard, so that every process knows the key. Then run: npm run keys:rotate')
    return true
  }
  const settings = readKeySettings(environment, root)
  const db = openDatabase(settings.databaseUrl, { poolSize: 4 })
  try {
    await refuseOldProcesses(db, settings)
    return await rotateAll(db, settings, print)
  } catch (error) {
    throw isUnreachable(error)
      ? new Fault(
          'The database does not answer. Start Switchboard (npm start), or look after DATABASE_URL, then run this again; it goes on where it stopped.',
          { cause: error },
        )
      : error
  } finally {
    await db.$disconnect()
  }
}

function readFlags(args: string[]): { newKey: boolean } {
  try {
    const { values } = parseArgs({ args, options: { 'new-key': { type: 'boolean', default: false } } })
    return { newKey: values['new-key'] }
  } catch (error) {
    throw new Fault('There is only one option: npm run keys:rotate -- --new-key', { cause: error })
  }
}

/**
 * A process that was started before the key was made could open nothing that is encrypted with it. Only workers tell when they started;
 * the launcher starts the others with them.
 */
async function refuseOldProcesses(db: Database, { changedAt }: KeySettings): Promise<void> {
  if (!changedAt) return
  const aliveAt = { gt: new Date(Date.now() - silentMs) }
  if ((await db.worker.count({ where: { startedAt: { lt: changedAt }, aliveAt } })) === 0) return
  throw new Fault(
    'Switchboard runs with the keys of its start, and secrets.json was changed since. Restart it, then run this again.',
  )
}

async function rotateAll(db: Database, { encryptionKeys }: KeySettings, print: Input['print']): Promise<boolean> {
  const ctx = { db, clock: systemClock, cipher: createTokenCipher(encryptionKeys) }
  const before = await countSecrets(ctx)
  if (before.unknown.length > 0) throw new Fault(unknownKeys(before.unknown))
  print(`Encrypting with the key ${ctx.cipher.currentKeyId}. So far: ${describe(before.census)}.`)
  let printedAt = 0
  const { rotated, census, unreadable } = await rotateSecrets(ctx, {
    onProgress({ done, of }) {
      if (performance.now() - printedAt < printEveryMs) return
      printedAt = performance.now()
      print(`${done} of ${of}`)
    },
  })
  print(`Encrypted anew: ${rotated}. Now: ${describe(census)}.`)
  for (const { row, keyId } of unreadable.slice(0, mostNamed)) {
    print(
      `Left as it is: ${row} does not open with the key ${keyId ?? '(none)'}. Reconnect or disconnect that account.`,
    )
  }
  const unused = ctx.cipher.keyIds.filter((id) => id !== ctx.cipher.currentKeyId && !census[id])
  const isDone = Object.keys(census).every((id) => id === ctx.cipher.currentKeyId)
  if (isDone && unused.length > 0)
    print(
      `Nothing in the database needs ${unused.join(' or ')} any more. Keep it for 30 days all the same: by it Switchboard knows the reply addresses and the links to end the digest in mails already sent. Backups of the database that are older than this need it always.`,
    )
  if (!isDone && unreadable.length === 0) print('Some were written with an older key meanwhile. Run this again.')
  return isDone
}

const describe = (census: Census) =>
  Object.entries(census)
    .map(([id, count]) => `${id || '(no key)'}: ${count}`)
    .join(', ') || 'no secrets'

const unknownKeys = (unknown: UnreadableSecret[]) =>
  [
    'Nothing was changed: some secrets were made with keys that are not configured.',
    ...unknown.slice(0, mostNamed).map(({ row, keyId }) => `  - ${row}: key ${keyId ?? '(none)'}`),
    ...(unknown.length > mostNamed ? [`  and ${unknown.length - mostNamed} more`] : []),
    'Put the keys back, or disconnect these accounts, then run this again.',
  ].join('\n')

/** By Prisma's codes (P1000 to P1017: no connection) and the system's. */
function isUnreachable(error: unknown): boolean {
  const code = codeOf(error) ?? ''
  if (/^(P1\d\d\d|ECONN\w+|ENOTFOUND|ETIMEDOUT|57P\d\d)$/.test(code)) return true
  return error instanceof Error && error.cause !== undefined && isUnreachable(error.cause)
}
