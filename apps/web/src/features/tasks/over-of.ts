type Asked = { over: string | null }

/** Why what a task was made of wants nothing any more; null while another source still asks for the same. */
export const overOf = ({ source, otherSources }: { source: Asked | null; otherSources: Asked[] }): string | null =>
  otherSources.some(({ over }) => over === null) ? null : (source?.over ?? null)
