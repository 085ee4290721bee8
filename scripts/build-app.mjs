// Bundles the app in the current folder: our own packages into one file, most from npm stays outside. The file may be named. With
// `--compiled` everything is inside, V8 has compiled it, and the file runs what `src/start.ts` gives as `start`: for a process that is
// waited for.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { compile } from './build/compile.mjs'

const { values, positionals } = parseArgs({ options: { compiled: { type: 'boolean' } }, allowPositionals: true })
const outfile = positionals[0] ?? 'dist/main.js'
const { name } = JSON.parse(readFileSync('package.json', 'utf8'))

// Hundreds of small files without anything native: read one by one they double the time that a process needs to start, and a
// killed worker is waited for.
const bundled = [
  '@date-fns/tz',
  'chrono-node',
  'dataloader',
  'date-fns',
  'jose',
  // An older one of the same name, needed by a tool, lies where an app would look for it.
  'lru-cache',
  'oauth4webapi',
  'openai',
  'p-queue',
  'postal-mime',
  'uuid',
  'zod',
]
const isBundled = (path) =>
  path.startsWith('@switchboard/') || bundled.some((one) => path === one || path.startsWith(`${one}/`))

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // A process reads its map at the start: without the sources' text it holds 24 MB less, and places in errors stay the same.
  sourcesContent: false,
  logLevel: 'warning',
}
if (values.compiled) {
  const bundle = outfile.replace(/\.js$/, '.cjs')
  await build({
    ...common,
    entryPoints: ['src/start.ts'],
    outfile: bundle,
    format: 'cjs',
    minifyWhitespace: true,
    legalComments: 'none',
    // What stands in for ESM's own; an optional part of `pg` that is not installed; imports that V8 could not make from a cache.
    define: { 'import.meta.url': 'importMetaUrl' },
    external: ['pg-native'],
    supported: { 'dynamic-import': false },
  })
  compile(path.resolve(bundle))
  await build({
    ...common,
    entryPoints: [path.join(import.meta.dirname, 'build/compiled-main.mjs')],
    outfile,
    format: 'esm',
    sourcemap: false,
  })
} else {
  await build({
    ...common,
    entryPoints: ['src/main.ts'],
    outfile,
    format: 'esm',
    plugins: [
      {
        name: 'only-our-packages',
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path }) => (isBundled(path) ? null : { path, external: true }))
        },
      },
    ],
  })
}
console.log(`${name} built`)
