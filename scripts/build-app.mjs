// Bundles the app in the current folder: our own packages into one file, most from npm stays outside. The file may be named.
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'

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

await build({
  entryPoints: ['src/main.ts'],
  outfile: process.argv[2] ?? 'dist/main.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  // A process reads its map at the start: without the sources' text it holds 24 MB less, and places in errors stay the same.
  sourcesContent: false,
  logLevel: 'warning',
  plugins: [
    {
      name: 'only-our-packages',
      setup({ onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path }) => (isBundled(path) ? null : { path, external: true }))
      },
    },
  ],
})
console.log(`${name} built`)
