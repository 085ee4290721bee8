import { agentLimits } from '@switchboard/core/agent/manage/limits'
import { Archive, CircleAlert, CircleCheck, CirclePause, Clock, LoaderCircle, type LucideIcon } from 'lucide-react'
import type { Agent, AgentJob } from '@/lib/api-types'

type Look = { name: string; icon: LucideIcon; tone?: 'ok' | 'warn' | 'bad' | 'run' }

export const agentStates: Record<Agent['status'], Look> = {
  active: { name: 'Active', icon: CircleCheck, tone: 'ok' },
  paused: { name: 'Paused', icon: CirclePause, tone: 'warn' },
  archived: { name: 'Archived', icon: Archive },
}

/** What a step is called from where an agent stands. */
export function stepName(from: Agent['status'], to: Agent['status']): string {
  if (to === 'active') return 'Let it go on'
  if (to === 'archived') return 'Archive'
  return from === 'archived' ? 'Take out of the archive' : 'Pause'
}

export const runStates: Record<AgentJob['runs'][number]['state'], Look> = {
  waiting: { name: 'Waits', icon: Clock },
  running: { name: 'At work', icon: LoaderCircle, tone: 'run' },
  done: { name: 'Done', icon: CircleCheck, tone: 'ok' },
  failed: { name: 'Not done', icon: CircleAlert, tone: 'bad' },
  stopped: { name: 'Stopped', icon: CirclePause },
}

export const actStates: Record<Agent['acts'][number]['state'], Look> = {
  running: { name: 'At work', icon: LoaderCircle, tone: 'run' },
  done: { name: 'Done', icon: CircleCheck, tone: 'ok' },
  failed: { name: 'Not done', icon: CircleAlert, tone: 'bad' },
}

/** What an agent answers by: its own model, or the configured one; null: none, whatever an agent names. */
export function modelText(own: string | null, configured: string | null): string {
  if (configured === null) return own === null ? 'None: it takes commands alone' : `${own}, once a model is set up`
  return own ?? `${configured}, as set up for this installation`
}

const counted = (count: number, one: string, several: string) => (count === 1 ? `1 ${one}` : `${count} ${several}`)

const costText = (micros: number) => (micros < 10_000 ? 'less than $0.01' : `$${(micros / 1_000_000).toFixed(2)}`)

/** '12 answers, 1 not finished' */
export function weekText({ answers, failed, waiting, costMicros }: Agent['week']): string {
  const parts = [
    counted(answers, 'answer', 'answers'),
    ...(failed > 0 ? [`${failed} not finished`] : []),
    ...(waiting > 0 ? [`${waiting} waiting for somebody`] : []),
    ...(costMicros > 0 ? [costText(costMicros)] : []),
  ]
  return parts.join(', ')
}

/** A short name from a name: 'Round of the morning' becomes `round-of-the-morning`. */
export const slugFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, agentLimits.slug)
    .replace(/-+$/, '')
