/** An id that no other page makes. Browsers give none to pages that came without HTTPS from another machine. */
export const newId = (): string | undefined => ('randomUUID' in crypto ? crypto.randomUUID() : undefined)
