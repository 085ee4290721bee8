import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When the process with this pid was born, as text that no other process has; null when there is none. A pid alone is given
 * again to other programs, and a command line can be changed by its program (Next does).
 */
export function birthOf(pid: number): string | null {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).stdout?.trim() || null
  }
  const stat = read(`/proc/${pid}/stat`)
  if (!stat) return null
  // The second field, the name in brackets, may hold spaces; the state is third, the start (in ticks since boot) the 22nd.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z') return null
  return `${read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${fields[19]}`
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
