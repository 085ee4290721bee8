/** The same where one has to be: made here when the browser gives none. */
export function madeId(): string {
  const given = newId()
  if (given) return given
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte, index) => {
    // Version 4, variant 1 (RFC 9562).
    const set = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return set.toString(16).padStart(2, '0')
  })
  const part = (from: number, to: number) => hex.slice(from, to).join('')
  return [part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16)].join('-')
}

/** An id that no other page makes. Browsers give none to pages that came without HTTPS from another machine. */
export const newId = (): string | undefined => ('randomUUID' in crypto ? crypto.randomUUID() : undefined)
