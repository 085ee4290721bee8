import { chmodSync, mkdtempSync } from 'node:fs'

/** A new folder for what a drill or a bench keeps. The database runs as another user when this runs as root: it has to get in. */
export function makeScratchFolder(name: string): string {
  const folder = mkdtempSync(`/var/tmp/switchboard-${name}-`)
  chmodSync(folder, 0o755)
  return folder
}
