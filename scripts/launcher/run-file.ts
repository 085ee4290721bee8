import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { birthOf } from './birth'
import { codeOf, Fault } from './fault'
import { endGroup } from './process-group'

const processSchema = z.object({ name: z.string(), pid: z.number().int().positive(), birth: z.string() })
const runSchema = z.object({
  launcher: processSchema,
  children: z.array(processSchema),
  /** Where people open it. */
  publicUrl: z.string().optional(),
})

type RunningProcess = z.infer<typeof processSchema>

export type RunFile = {
  /** Notes a child, so that the next launcher can end it should this one be killed. */
  record(name: string, pid: number): void
  /** Removes the file. */
  release(): void
}

const graceMs = 4_000

/**
 * Takes the data folder for this launcher. Ends what a killed launcher left behind; throws a Fault when another launcher
 * is at work there.
 */
export async function claimRun(dataDir: string, publicUrl: string): Promise<RunFile> {
  const file = path.join(dataDir, 'run.json')
  const launcher = describe('launcher', process.pid)
  const children = new Map<string, RunningProcess>()
  const text = () => JSON.stringify({ launcher, publicUrl, children: [...children.values()] })

  await recover(file, dataDir)
  try {
    // Of two launchers that start at the same instant, one gets the file.
    writeFileSync(file, text(), { flag: 'wx' })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw alreadyRunning(dataDir)
    throw error
  }
  return {
    record(name, pid) {
      children.set(name, describe(name, pid))
      writeFileSync(`${file}.new`, text())
      renameSync(`${file}.new`, file)
    },
    release: () => rmSync(file, { force: true }),
  }
}

async function recover(file: string, dataDir: string): Promise<void> {
  const left = read(file)
  if (left && isAlive(left.launcher)) throw alreadyRunning(dataDir, left)
  await Promise.all((left?.children ?? []).filter(isAlive).map(({ pid }) => endGroup(pid, graceMs)))
  rmSync(file, { force: true })
}

const describe = (name: string, pid: number): RunningProcess => ({ name, pid, birth: birthOf(pid) ?? 'unknown' })
const isAlive = ({ pid, birth }: RunningProcess) => birthOf(pid) === birth

const alreadyRunning = (dataDir: string, run?: z.infer<typeof runSchema>) =>
  new Fault(
    `Switchboard already runs on ${dataDir}${run ? ` (process ${run.launcher.pid})` : ''}. ` +
      `${run?.publicUrl ? `Open ${run.publicUrl}, or stop` : 'Stop'} that one first, or choose another folder with DATA_DIR.`,
  )

/** A file that a crash left damaged names nothing that could be ended. */
function read(file: string): z.infer<typeof runSchema> | null {
  try {
    return runSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
