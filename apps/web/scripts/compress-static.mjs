// Puts a brotli version beside every built file of text: 13 % smaller than by gzip, and too slow to make while somebody waits.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const folder = path.resolve(import.meta.dirname, '../.next/static')
const isText = /\.(css|js|json|svg)$/
/** What fits into one packet gains nothing. */
const leastBytes = 1_024

const compress = promisify(brotliCompress)
const names = (await readdir(folder, { recursive: true })).filter((name) => isText.test(name))
// All at once: zlib has its own few threads.
const written = await Promise.all(
  names.map(async (name) => {
    const file = path.join(folder, name)
    const content = await readFile(file)
    if (content.length < leastBytes) return 0
    const params = {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    }
    await writeFile(`${file}.br`, await compress(content, { params }))
    return 1
  }),
)
console.log(`${written.reduce((sum, one) => sum + one, 0)} static files compressed`)
