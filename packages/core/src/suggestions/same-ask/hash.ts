import { createHash } from 'node:crypto'

/** 64 bits, as PostgreSQL writes a bigint. */
export const hashOf = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest().readBigInt64BE(0).toString()
