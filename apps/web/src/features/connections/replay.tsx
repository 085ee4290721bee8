'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
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

/** All events of a time; what they bring a second time is known and made once. */
export function ReplayRange({ connectionId }: { connectionId: string }) {
  const replay = useReplay()
  const start = (ms: number) => {
    const to = new Date()
    replay.mutate({ connectionId, from: new Date(to.getTime() - ms), to })
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
        entries={ranges.map(({ name, ms }) => ({ kind: 'item', text: name, onSelect: () => start(ms) }))}
      />
      <Told replay={replay} />
    </>
  )
}
