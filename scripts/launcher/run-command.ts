import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { endGroup } from './process-group'

export type Command = {
  command: string[]
  cwd: string
  environment: Record<string, string>
  logFile: string
  /** Ends the command and all it started. */
  signal: AbortSignal
}

const keptLines = 30

/** Runs a command to its end with its output in a file. */
export async function runCommand({
  command,
  cwd,
  environment,
  logFile,
  signal,
}: Command): Promise<{ status: number; lastLines: string }> {
  const [program = '', ...args] = command
  // Its own group: the tools that build start others, and all have to end with us.
  const child = spawn(program, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const log = createWriteStream(logFile)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk)
      output = (output + chunk.toString()).slice(-20_000)
    })
  }
  const { pid } = child
  let ending: Promise<void> | undefined
  const end = () => (ending = pid === undefined ? undefined : endGroup(pid, 2_000))
  signal.addEventListener('abort', end, { once: true })
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  signal.removeEventListener('abort', end)
  await ending
  log.end()
  return { status, lastLines: output.trimEnd().split('\n').slice(-keptLines).join('\n') }
}
