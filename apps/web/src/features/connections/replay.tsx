'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import type { Outputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** Has events worked on again, and says how many or why not. */
function useReplay() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  return useMutation(
    trpc.inbound.replay.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.inbound.pathKey() }),
    }),
  )
}

function Told({ replay }: { replay: ReturnType<typeof useReplay> }) {
  return (
    <span role="status" className="sub2 self-center">
      {replay.isError
        ? faultOf(replay.error).message
        : replay.data &&
          (replay.data.replayed === 1
            ? '1 event is worked on again.'
            : `${replay.data.replayed} events are worked on again.`)}
    </span>
  )
}

export function ReplayOne({ connectionId, id }: { connectionId: string; id: string }) {
  const replay = useReplay()
  return (
    <>
      <Button look="primary" disabled={replay.isPending} onClick={() => replay.mutate({ connectionId, ids: [id] })}>
        Replay
      </Button>
      <Told replay={replay} />
    </>
  )
}

const hourMs = 3_600_000
const ranges = [
  { name: 'Events of the last hour', ms: hourMs },
  { name: 'Events of the last day', ms: 24 * hourMs },
  { name: 'Events of the last week', ms: 168 * hourMs },
]

type Range = { name: string; from: Date; to: Date }

/** All events of a time, once it is known how many they are; what they bring a second time is known and made once. */
export function ReplayRange({ connectionId }: { connectionId: string }) {
  const replay = useReplay()
  const [range, setRange] = useState<Range | null>(null)
  const choose = (name: string, ms: number) => {
    const to = new Date()
    setRange({ name, from: new Date(to.getTime() - ms), to })
  }
  return (
    <>
      <Menu
        label="Replay"
        trigger={
          <Button disabled={replay.isPending}>
            Replay
            <Icon of={ChevronDown} small />
          </Button>
        }
        entries={ranges.map(({ name, ms }) => ({ kind: 'item', text: name, onSelect: () => choose(name, ms) }))}
      />
      <Told replay={replay} />
      {range && (
        <AskFirst
          connectionId={connectionId}
          range={range}
          onClose={() => setRange(null)}
          onConfirm={() => {
            const { from, to } = range
            replay.mutate({ connectionId, from, to })
            setRange(null)
          }}
        />
      )}
    </>
  )
}

type AskProps = { connectionId: string; range: Range; onClose: () => void; onConfirm: () => void }

function AskFirst({ connectionId, range: { name, from, to }, onClose, onConfirm }: AskProps) {
  const trpc = useTRPC()
  const count = useQuery(trpc.inbound.countReplay.queryOptions({ connectionId, from, to }))
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Replay the ${name.toLowerCase()}?`}
      description={
        count.isError ? faultOf(count.error).message : count.data ? rangeText(count.data) : 'Counting them …'
      }
      action="Replay"
      busy={(count.data?.events ?? 0) === 0}
      onConfirm={onConfirm}
    />
  )
}

function rangeText({ events, replayed }: Outputs['inbound']['countReplay']): string {
  const number = events.toLocaleString('en-GB')
  if (events === 0) return 'There are none.'
  if (replayed < events)
    return `There are ${number}. The latest ${replayed} of them are worked on again; nothing is made twice.`
  return `${events === 1 ? '1 event is' : `${number} events are`} worked on again. Nothing is made twice.`
}
