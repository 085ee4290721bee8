import { setTimeout as pause } from 'node:timers/promises'
import { codeOf } from './fault'

/** Ends a process and all it started: politely, and after `graceMs` by force. Resolves when none is left. */
export async function endGroup(leaderPid: number, graceMs: number): Promise<void> {
  const pollMs = 20
  signalGroup(leaderPid, 'SIGTERM')
  for (let waitedMs = 0; waitedMs < graceMs; waitedMs += pollMs) {
    if (!signalGroup(leaderPid, 0)) return
    await pause(pollMs)
  }
  signalGroup(leaderPid, 'SIGKILL')
  for (let waitedMs = 0; waitedMs < 1_000 && signalGroup(leaderPid, 0); waitedMs += pollMs) await pause(pollMs)
}

/** False when the group has no process any more. */
function signalGroup(leaderPid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leaderPid, signal)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
    throw error
  }
}
