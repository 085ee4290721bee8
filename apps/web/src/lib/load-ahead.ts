/** Loads what may be wanted soon. When that fails nobody has missed it yet: whoever wants it is told then. */
export function loadAhead(...loads: (() => Promise<unknown>)[]): void {
  for (const load of loads) load().catch(() => undefined)
}
