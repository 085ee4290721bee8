/** The request with its whole body, or null when that is longer than allowed, whatever its headers say or leave out. */
export async function readBody(request: Request, mostBytes: number): Promise<Request | null> {
  if (!request.body) return request
  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader = request.body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength
    if (bytes > mostBytes) {
      await reader.cancel()
      return null
    }
    chunks.push(part.value)
  }
  const { url, method, headers, signal } = request
  return new Request(url, { method, headers, signal, body: Buffer.concat(chunks) })
}
