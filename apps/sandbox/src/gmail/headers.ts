/** The headers of a raw message, unfolded, as Gmail lists them. */
export function headersOf(raw: string): { name: string; value: string }[] {
  const [head = ''] = Buffer.from(raw, 'base64url')
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)
  return head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const at = line.indexOf(':')
      return at > 0 ? [{ name: line.slice(0, at), value: line.slice(at + 1).trim() }] : []
    })
}
