import type { Script } from 'node:vm'

export function scriptOf(file: string, cachedData?: Buffer): Script
