import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { query, withDatabase } from './databases.mjs'

// The catalog queries of the schema engine return types that adapter-pg 7.10 does not know. By PostgreSQL's object ids: the
// internal "char" (18) and pg_node_tree (194) become text (25), arrays of "char" (1002) and of names (1003) text arrays (1009).
const charType = 18
const knownTypes = new Map([
  [charType, 25],
  [194, 25],
  [1002, 1009],
  [1003, 1009],
])

/** How the engine reaches the database of `url`, and the empty ones in which it replays migrations. */
export const createAdapterFactory = (url) =>
  bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(url),
    connectToShadowDb: () => connectToShadow(url),
  })

async function connect(url) {
  const adapter = await new PrismaPg({ connectionString: url, max: 1 }).connect()
  teachTypes(adapter)
  // The adapter's own splits at each semicolon, which breaks function bodies; a simple query may hold many statements.
  adapter.executeScript = (script) =>
    adapter.client.query(script).then(
      () => undefined,
      (error) => adapter.onError(error),
    )
  return adapter
}

/** Adapter and transactions inherit performIO and queryRaw from one class: it is mended once, there. */
function teachTypes(adapter) {
  const shared = Object.getPrototypeOf(Object.getPrototypeOf(adapter))
  if (shared.knowsCatalogTypes) return
  const { performIO, queryRaw } = shared
  shared.performIO = async function (request) {
    const result = await performIO.call(this, request)
    const fields = result.fields ?? []
    request.charColumns = fields.flatMap((field, index) => (field.dataTypeID === charType ? [index] : []))
    for (const field of fields) field.dataTypeID = knownTypes.get(field.dataTypeID) ?? field.dataTypeID
    return result
  }
  shared.queryRaw = async function (request) {
    const result = await queryRaw.call(this, request)
    for (const index of request.charColumns ?? []) result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
  shared.knowsCatalogTypes = true
}

async function connectToShadow(url) {
  const database = `prisma_migrate_shadow_db_${randomUUID()}`
  await query(url, `create database ${pg.escapeIdentifier(database)}`)
  const adapter = await connect(withDatabase(url, database))
  const dispose = adapter.dispose.bind(adapter)
  adapter.dispose = async () => {
    // The adapter's own connections would refuse the drop; which of the two ends them depends on its version.
    await dispose().catch(() => undefined)
    await adapter.client.end?.().catch(() => undefined)
    await query(url, `drop database if exists ${pg.escapeIdentifier(database)} with (force)`)
  }
  return adapter
}
