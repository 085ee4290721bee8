// Bundles the app in the current folder: our own packages into one file, everything from npm stays outside.
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'

const { name } = JSON.parse(readFileSync('package.json', 'utf8'))
await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [
    {
      name: 'only-our-packages',
      setup({ onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path }) =>
          path.startsWith('@switchboard/') ? null : { path, external: true },
        )
      },
    },
  ],
})
console.log(`${name} built`)
