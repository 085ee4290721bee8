#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which is downloaded from a host that a closed network does not reach. It speaks the
// same protocol (JSON-RPC, one message per line, on stdin and stdout) and hands the work to the engine that npm ships as WASM.
// prisma.mjs makes the Prisma CLI start it.
import { createInterface } from 'node:readline'
import { databaseOf, createDatabase, dropDatabase, query } from './prisma-engine/databases.mjs'
import { createEngine } from './prisma-engine/engine.mjs'

const args = process.argv.slice(2)
const valuesOf = (flag) => args.flatMap((arg, index) => (arg === flag ? [args[index + 1]] : []))
const { url } = JSON.parse(valuesOf('--datasource')[0] ?? '{}')

const panicCode = 4466
const respond = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const logError = (fields) => `${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`

/** The form `schema-engine cli <command>`: one question about the database, answered by the exit code. */
async function runCommand(command) {
  const commands = {
    'can-connect-to-database': () => query(url, 'select 1'),
    'create-database': () => createDatabase(url),
    'drop-database': () => dropDatabase(url),
  }
  try {
    await commands[command]?.()
  } catch (error) {
    const codes = { '3D000': 'P1003', '28P01': 'P1000' }
    process.stderr.write(
      `{}\n${logError({ error_code: codes[error.code] ?? 'P1001', message: error.message || String(error.code) })}`,
    )
    process.exitCode = 1
  }
}

/** The other form: requests until stdin ends. */
async function answerRequests() {
  const engine = createEngine({ url, datamodelFiles: valuesOf('--datamodels') })
  let currentId
  let nextId = 1_000_000

  // A panic inside WASM may surface outside of the awaited call.
  process.on('uncaughtException', (error) => {
    const message = engine.lastPanic() || error.stack || String(error)
    respond({ id: currentId, error: { code: panicCode, message, data: { is_panic: true, message, meta: null } } })
    process.stderr.write(logError({ message }), () => process.exit(101))
  })

  const methods = {
    createDatabase: async () => {
      await createDatabase(url)
      return { databaseName: databaseOf(url) }
    },
    dropDatabase: async () => {
      await dropDatabase(url)
      return null
    },
    // The WASM engine has it under a shorter name.
    getDatabaseVersion: (params) => engine.call('version', params),
    diff: async (params) => {
      const result = await engine.call('diff', params)
      // The native engine asks the CLI to print; the WASM engine returns the text.
      if (result?.stdout != null) respond({ id: ++nextId, method: 'print', params: { content: result.stdout } })
      return result
    },
  }

  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = line.trim() ? JSON.parse(line) : {}
    // Without a method it is the answer to a `print`.
    if (!method) continue
    currentId = id
    try {
      respond({ id, result: (await (methods[method]?.(params) ?? engine.call(method, params))) ?? null })
    } catch (error) {
      const panic = engine.lastPanic()
      const data = {
        is_panic: panic !== '',
        message: panic || error?.message || String(error),
        error_code: error?.code,
        meta: error?.meta ?? null,
      }
      respond({ id, error: { code: panicCode, message: 'An error happened. Check the data field for details.', data } })
    }
  }
}

if (args.includes('--version')) console.log('schema-engine-cli wasm')
else if (args.includes('cli')) await runCommand(args[args.indexOf('cli') + 1])
else {
  await answerRequests()
  // Idle database connections would keep the process.
  process.exit(0)
}
