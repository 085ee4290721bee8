import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { createAdapterFactory } from './adapter.mjs'

const emptySchema = [['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']]

/** The WASM schema engine on the database of `url`; it is loaded at the first call. */
export function createEngine({ url, datamodelFiles }) {
  let engine
  const panics = collectPanics()

  // The engine takes the SQL dialect from its datamodels. `migrate diff` names none on the command line, but has them in its request.
  const datamodels = (params) => {
    if (datamodelFiles.length > 0) return datamodelFiles.map((file) => [file, readFileSync(file, 'utf8')])
    const sent = [params?.to, params?.from, params?.schema].find((side) => side?.files?.length)
    return sent?.files.map(({ path, content }) => [path, content]) ?? emptySchema
  }

  return {
    async call(method, params) {
      engine ??= await loadWasm().then(({ SchemaEngine }) =>
        SchemaEngine.new({ datamodels: datamodels(params) }, () => undefined, createAdapterFactory(url)),
      )
      return engine[method](params)
    },
    /** What the engine said when it panicked last; empty when it did not. */
    lastPanic: () => panics.message,
  }
}

/** The engine writes its panics into this global, by this name. */
function collectPanics() {
  const panics = { message: '' }
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    get: () => panics.message,
    set_message: (message) => (panics.message = `RuntimeError: ${message}`),
  }
  return panics
}

async function loadWasm() {
  const bindingsFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bindings = await import(pathToFileURL(bindingsFile).href)
  const { instance } = await WebAssembly.instantiate(readFileSync(bindingsFile.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': bindings,
  })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings
}
