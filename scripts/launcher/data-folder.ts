import { accessSync, constants, mkdirSync } from 'node:fs'
import { codeOf, Fault } from './fault'

/** Makes the folder that keeps everything. Throws a Fault when it cannot be written. */
export function prepareDataFolder(dataDir: string): void {
  try {
    // Others may pass: the database runs as another user when the launcher runs as root. Every secret in it has its own rights.
    mkdirSync(dataDir, { recursive: true, mode: 0o755 })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Fault(
      `The data folder ${dataDir} cannot be written (${codeOf(error) ?? 'unknown reason'}). Mend its rights, or choose another with DATA_DIR.`,
      { cause: error },
    )
  }
}
