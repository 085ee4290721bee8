import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { birthOf } from './birth'
import { claimRun } from './run-file'

let folder: string
let file: string
let child: ChildProcess
let pid: number
let ended: Promise<unknown>

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-run-'))
  file = path.join(folder, 'run.json')
  child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  ended = once(child, 'exit')
  await once(child, 'spawn')
  pid = child.pid ?? 0
})
afterEach(async () => {
  child.kill('SIGKILL')
  await ended
  rmSync(folder, { recursive: true })
})

const publicUrl = 'http://localhost:3000'
const gone = { name: 'launcher', pid: 1_234_567, birth: 'another boot/1' }
const leave = (run: object) => writeFileSync(file, JSON.stringify(run))

test('What a killed launcher left behind is ended, and the folder is free', async () => {
  leave({ launcher: gone, children: [{ name: 'worker', pid, birth: birthOf(pid) }] })
  const run = await claimRun(folder, publicUrl)
  await ended
  expect(child.signalCode).toBe('SIGTERM')
  run.release()
  expect(existsSync(file)).toBe(false)
})

test('A program that was given the pid of an ended child is left alone', async () => {
  leave({ launcher: gone, children: [{ name: 'worker', pid, birth: 'another boot/1' }] })
  await claimRun(folder, publicUrl)
  expect(birthOf(pid)).not.toBeNull()
  expect(child.signalCode).toBeNull()
})

test('While another launcher is at work the folder is taken, and nothing of it is touched', async () => {
  const run = {
    launcher: { name: 'launcher', pid, birth: birthOf(pid) },
    publicUrl: 'http://localhost:4000',
    children: [],
  }
  leave(run)
  await expect(claimRun(folder, publicUrl)).rejects.toThrow(
    `Switchboard already runs on ${folder} (process ${pid}). Open http://localhost:4000, or stop that one first`,
  )
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(run)
})

test('A child that was recorded is ended by the next launcher; a record of its successor replaces it', async () => {
  const run = await claimRun(folder, publicUrl)
  run.record('worker', 1_234_567)
  run.record('worker', pid)
  const written = JSON.parse(readFileSync(file, 'utf8'))
  expect(written.children).toEqual([{ name: 'worker', pid, birth: birthOf(pid) }])
  leave({ ...written, launcher: gone })
  await claimRun(folder, publicUrl)
  await ended
  expect(child.signalCode).toBe('SIGTERM')
})

test('A damaged file keeps nobody from starting', async () => {
  writeFileSync(file, '{"launcher":')
  const run = await claimRun(folder, publicUrl)
  run.release()
})
