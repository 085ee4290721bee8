import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { quantile } from './measure'
import { installPeers, type Measured, runAckSuite, startPeerDatabase } from './peer-receivers'
import { startReceivers } from './receivers'
import type { Suite } from './suite'
import { makeScratchFolder } from '../scripts/drills/scratch-folder'

/** Where the peers' events come from. */
const workspace = 'T0BENCH'
const stored = 'select count(*) from "InboundEvent"'
const least = { gateway: 0.6, web: 0.7 }
const mostPacedMs = 25
const mostMb = 200

/**
 * Signed Slack events to the gateway and to the web process, beside receivers that do nothing else: `durable-raw` enters event and job by a
 * statement for each call, `durable-batched` by one for all that wait, `next-hmac` stores nothing.
 */
export const run: Suite = async ({ quick, peers }) => {
  const folder = path.join(tmpdir(), 'switchboard-peers')
  installPeers(peers, folder)
  const dataDir = makeScratchFolder('bench')
  const database = await startPeerDatabase(folder)
  try {
    const receivers = await startReceivers({ dataDir, databaseUrl: database.productUrl, workspace })
    const { signingSecret, gateway, web } = receivers
    try {
      const measured = await runAckSuite({
        folder,
        database,
        peers: ['durable-batched', 'next-hmac'],
        targets: [
          { name: 'gateway', ...gateway, signingSecret },
          { name: 'web', ...web, signingSecret },
        ],
        countSql: stored,
        rounds: quick ? 1 : 5,
        quick,
      })
      return {
        rows: measured.map(({ name, figures }) => ({ contender: name, ...figures })),
        goals: goalsOf(new Map(measured.map((one) => [one.name, one]))),
      }
    } finally {
      await receivers.stop()
    }
  } finally {
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function goalsOf(measured: Map<string, Measured>) {
  const figure = (name: string, column: string) => measured.get(name)?.figures[column] ?? ''
  const number = (name: string, column: string) => Number(figure(name, column).replaceAll(',', ''))
  /** Of the answers a second, taken within each round: what else the machine does meets both. */
  const ratio = (name: string, peer: string) => {
    const theirs = measured.get(peer)?.rounds ?? []
    return quantile(
      (measured.get(name)?.rounds ?? []).map((ours, round) => ours / (theirs[round] ?? Number.NaN)),
      0.5,
    )
  }
  const [batched, next] = [ratio('gateway', 'durable-batched'), ratio('web', 'next-hmac')]
  const [p50, p99, rawP50] = [
    number('gateway', 'paced p50'),
    number('gateway', 'paced p99'),
    number('durable-raw', 'paced p50'),
  ]
  const exact = ['gateway', 'web'].map((name) => figure(name, 'exactly once'))
  const errors = number('gateway', 'errors') + number('web', 'errors')
  return [
    {
      name: `gateway, answers a second, times durable-batched, at least ${least.gateway}: ${batched.toFixed(2)}`,
      reached: batched >= least.gateway,
    },
    {
      name: `gateway, p50 at 300 a second, at most that of durable-raw: ${p50} against ${rawP50} ms`,
      reached: p50 <= rawP50,
    },
    { name: `gateway, p99 at 300 a second, under ${mostPacedMs} ms: ${p99}`, reached: p99 < mostPacedMs },
    { name: `exactly once, gateway and web: ${exact.join(', ')}`, reached: exact.every((word) => word === 'yes') },
    { name: `answered badly, none: ${errors}`, reached: errors === 0 },
    {
      name: `gateway, memory, at most ${mostMb} MB: ${figure('gateway', 'RSS MB')}`,
      reached: number('gateway', 'RSS MB') <= mostMb,
    },
    {
      name: `web, answers a second, times next-hmac, at least ${least.web}: ${next.toFixed(2)}`,
      reached: next >= least.web,
    },
  ]
}
