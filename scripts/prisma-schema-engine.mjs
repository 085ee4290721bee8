#!/usr/bin/env node
// Drop-in replacement for Prisma's native `schema-engine` binary, backed by the npm-shipped
// WASM build + @prisma/adapter-pg. Point PRISMA_SCHEMA_ENGINE_BINARY at this file.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

const argv = process.argv.slice(2)
const all = (n) => argv.flatMap((a, i) => (a === n ? [argv[i + 1]] : []))
const datasource = JSON.parse(all('--datasource')[0] ?? '{}')
const url = datasource.url
if (argv.includes('--version')) {
  console.log('schema-engine-cli wasm-shim')
  process.exit(0)
}
const withDb = (u, db) => {
  const x = new URL(u)
  x.pathname = '/' + db
  return x.toString()
}
const dbName = url ? decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres' : undefined
async function sql(u, q) {
  const c = new pg.Client({ connectionString: u })
  await c.connect()
  try {
    return await c.query(q)
  } finally {
    await c.end()
  }
}
const ident = (s) => '"' + s.replace(/"/g, '""') + '"'

if (argv.includes('cli')) {
  const cmd = argv[argv.indexOf('cli') + 1]
  try {
    if (cmd === 'can-connect-to-database') await sql(url, 'select 1')
    else if (cmd === 'create-database') await sql(withDb(url, 'postgres'), `create database ${ident(dbName)}`)
    else if (cmd === 'drop-database') await sql(withDb(url, 'postgres'), `drop database ${ident(dbName)}`)
    process.exit(0)
  } catch (e) {
    const code = e.code === '3D000' ? 'P1003' : e.code === '28P01' ? 'P1000' : 'P1001'
    process.stderr.write(
      '{}\n' +
        JSON.stringify({
          level: 'ERROR',
          target: 'schema_engine::logger',
          fields: { error_code: code, message: String(e.message || e.code || e) },
        }),
    )
    process.exit(1)
  }
}

const require = createRequire(import.meta.url)
const bgPath = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  msg: '',
  get() {
    return this.msg
  },
  set_message(m) {
    this.msg = 'RuntimeError: ' + m
  },
}
const bg = await import(pathToFileURL(bgPath).href)
const { instance } = await WebAssembly.instantiate(readFileSync(bgPath.replace(/\.js$/, '.wasm')), {
  './schema_engine_bg.js': bg,
})
bg.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

// adapter-pg 7.10 has three gaps the schema engine runs into; all mended here:
//  1. Postgres' internal "char" type (oid 18, used by the catalog queries) is not mapped -> P?: treat as text
//  2. executeScript() splits on ';' (breaks $$ function bodies) -> send the script as one simple query
//  3. shadow database is dropped while its own pool is still connected -> end first, DROP ... WITH (FORCE)
const base = (connectionString) => new PrismaPg({ connectionString, max: 1 })
const OIDS = { 18: 25, 1002: 1009, 194: 25, 1003: 1009, 19: 19 }
async function connect(connectionString) {
  const a = await base(connectionString).connect()
  const proto = Object.getPrototypeOf(Object.getPrototypeOf(a))
  if (!proto.__patched) {
    const { performIO, queryRaw } = proto
    proto.performIO = async function (q) {
      const r = await performIO.call(this, q)
      q.charCols = (r.fields ?? []).flatMap((f, i) => (f.dataTypeID === 18 ? [i] : []))
      for (const f of r.fields ?? []) f.dataTypeID = OIDS[f.dataTypeID] ?? f.dataTypeID
      return r
    }
    proto.queryRaw = async function (q) {
      const r = await queryRaw.call(this, q)
      for (const i of q.charCols ?? []) r.columnTypes[i] = ColumnTypeEnum.Character
      return r
    }
    proto.__patched = true
  }
  a.executeScript = async function (script) {
    try {
      await this.client.query(script)
    } catch (e) {
      this.onError(e)
    }
  }
  return a
}
const factory = bindMigrationAwareSqlAdapterFactory({
  provider: 'postgres',
  adapterName: '@prisma/adapter-pg',
  connect: () => connect(url),
  async connectToShadowDb() {
    const db = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
    await sql(url, `create database ${ident(db)}`)
    const a = await connect(withDb(url, db))
    const dispose = a.dispose.bind(a)
    a.dispose = async () => {
      await dispose().catch(() => {})
      await a.client.end?.().catch(() => {})
      await sql(url, `drop database if exists ${ident(db)} with (force)`)
    }
    return a
  },
})
let engine
const MINIMAL = [['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']]
async function getEngine(params) {
  // the WASM engine takes the dialect from its datamodels; `migrate diff` passes none on the command line
  const fromArgs = all('--datamodels').map((f) => [f, readFileSync(f, 'utf8')])
  const fromParams = [params?.to, params?.from, params?.schema].flatMap((t) =>
    t?.files?.length ? [t.files.map((f) => [f.path, f.content])] : [],
  )[0]
  return (engine ??= await bg.SchemaEngine.new(
    { datamodels: fromArgs.length ? fromArgs : (fromParams ?? MINIMAL) },
    () => {},
    factory,
  ))
}
const out = (o) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...o }) + '\n')
let pid = 1e6
let current
process.on('uncaughtException', (e) => {
  const panic = globalThis.PRISMA_WASM_PANIC_REGISTRY.get() || String(e?.stack ?? e)
  out({ id: current, error: { code: 4466, message: panic, data: { is_panic: true, message: panic, meta: null } } })
  process.stderr.write(
    JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields: { message: panic } }) + '\n',
    () => process.exit(101),
  )
})
for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue
  const { id, method, params } = JSON.parse(line)
  if (!method) continue
  current = id
  try {
    if (process.env.SHIM_DEBUG) process.stderr.write(`> ${method} ${JSON.stringify(params).slice(0, 300)}\n`)
    let result
    if (method === 'createDatabase') {
      await sql(withDb(url, 'postgres'), `create database ${ident(dbName)}`)
      result = { databaseName: dbName }
    } else if (method === 'dropDatabase') {
      await sql(withDb(url, 'postgres'), `drop database ${ident(dbName)}`)
      result = null
    } else {
      const m = method === 'getDatabaseVersion' ? 'version' : method
      result = (await (await getEngine(params))[m](params)) ?? null
      if (method === 'diff' && result?.stdout != null) {
        out({ id: ++pid, method: 'print', params: { content: result.stdout } })
      }
    }
    out({ id, result })
  } catch (e) {
    const panic = globalThis.PRISMA_WASM_PANIC_REGISTRY.get()
    out({
      id,
      error: {
        code: 4466,
        message: 'An error happened. Check the data field for details.',
        data: {
          is_panic: !!panic,
          message: panic || e?.message || String(e),
          error_code: e?.code,
          meta: e?.meta ?? null,
        },
      },
    })
  }
}
process.exit(0)
