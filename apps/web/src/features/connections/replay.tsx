'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { useNow, useZone } from '@/components/ui/time'
import type { Inputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { searchWords } from '@/lib/search-words'
import { firstClick } from '@/lib/first-click'
import { useTRPC } from '@/lib/trpc'
import { eventParams } from './connection-params'
import { asSentence } from './connection-texts'
import { replayText } from './replay-text'

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
      <Button
        look="primary"
        disabled={replay.isPending}
        onClick={firstClick(() => replay.mutate({ connectionId, ids: [id] }))}
      >
        Replay
      </Button>
      <Told replay={replay} />
    </>
  )
}

const hourMs = 3_600_000
const ranges = [
  { name: 'events of the last hour', ms: hourMs },
  { name: 'events of the last day', ms: 24 * hourMs },
  { name: 'events of the last week', ms: 168 * hourMs },
]

type Range = Inputs['inbound']['countReplay']
type Question = { name: string; range: Range }

/**
 * The events of a time that the list shows, once it is known how many they are; what they bring a second time is known and made once.
 * `connectionId`: null for all of the team.
 */
export function ReplayRange({ connectionId }: { connectionId: string | null }) {
  const replay = useReplay()
  const [params] = useQueryStates(eventParams)
  const [question, setQuestion] = useState<Question | null>(null)
  const search = searchWords(params.search)
  const { state } = params
  const prefix = search || state ? 'matching ' : ''
  const choose = (name: string, ms: number) => {
    const to = new Date()
    setQuestion({ name, range: { connectionId, search, state, from: new Date(to.getTime() - ms), to } })
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
        entries={ranges.map(({ name, ms }) => ({
          kind: 'item',
          text: asSentence(prefix + name),
          onSelect: () => choose(prefix + name, ms),
        }))}
      />
      <Told replay={replay} />
      {question && (
        <AskFirst
          question={question}
          onClose={() => setQuestion(null)}
          onConfirm={() => {
            replay.mutate(question.range)
            setQuestion(null)
          }}
        />
      )}
    </>
  )
}

type AskProps = { question: Question; onClose: () => void; onConfirm: () => void }

function AskFirst({ question: { name, range }, onClose, onConfirm }: AskProps) {
  const trpc = useTRPC()
  const now = useNow()
  const zone = useZone()
  const count = useQuery(trpc.inbound.countReplay.queryOptions(range))
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Replay the ${name}?`}
      description={
        count.isError
          ? faultOf(count.error).message
          : count.data
            ? replayText(count.data, now, zone)
            : 'Counting them …'
      }
      action="Replay"
      harmless
      busy={(count.data?.events ?? 0) === 0}
      onConfirm={onConfirm}
    />
  )
}
