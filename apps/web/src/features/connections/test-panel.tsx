'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Circle, CircleAlert, CircleCheck, CircleMinus, LoaderCircle, type LucideIcon } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { Panel } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { Bone, ErrorState } from '@/components/ui/states'
import { useNow, useZone } from '@/components/ui/time'
import type { ConnectionDetail, Outputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { exactTime } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'

type Test = Outputs['connection']['test']
type Step = Test['steps'][number]

const names: Record<Step['step'], string> = {
  address: 'Called at our public address',
  stored: 'Received and stored',
  job: 'Taken up by a worker',
  account: 'The account answers',
  ledger: 'Entered as an item',
  judged: 'Judged by the generator',
  suggestion: 'In the feed',
}

/** What to do when nothing moves on. */
const slowTexts: Partial<Record<Step['step'], string>> = {
  address: 'No worker has begun yet. If this stays so, no worker is running.',
  stored: 'No worker has begun yet. If this stays so, no worker is running.',
  job: 'No worker has taken it up yet. If this stays so, no worker is running, or it has much to do.',
  judged: 'The generator has not answered yet. What it waits for stands with the item, under Items.',
}
const slowMs = 15_000
const lookMs = 1_000

type Props = {
  connection: ConnectionDetail
  id: string
  isSending: boolean
  onAgain: () => void
  onClose: () => void
}

/** A test item on its way, stage by stage. */
export function TestPanel({ connection, id, isSending, onAgain, onClose }: Props) {
  const trpc = useTRPC()
  const wanted = { connectionId: connection.id, id }
  const read = useQuery(
    trpc.connection.test.queryOptions(wanted, {
      refetchInterval: ({ state }) => (state.data?.isOver || state.error ? false : lookMs),
    }),
  )
  const test = read.data
  return (
    <Panel
      open
      onOpenChange={(open) => !open && onClose()}
      title="Test item"
      foot={
        test?.isOver ? (
          <Foot wanted={wanted} test={test} isSending={isSending} onAgain={onAgain} onClose={onClose} />
        ) : undefined
      }
    >
      {read.isError && !test ? (
        <ErrorState title="The test item could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : test ? (
        <>
          <p className="log-note mb-4">
            Switchboard has made this item itself: nothing is placed at {connection.words.service}, and nothing is
            written back. It takes the way of every {connection.words.item} from our address on.
            {connection.live &&
              ` Whether ${connection.words.service} calls us at all, the last one under Events tells.`}
          </p>
          <ol className="test-steps" aria-label="Stages" aria-live="polite">
            {test.steps.map((step, place) => (
              <StepLine key={step.step} step={step} test={test} isNext={isNext(test, place)} />
            ))}
          </ol>
        </>
      ) : (
        <Bone width="60%" height={20} />
      )}
    </Panel>
  )
}

const isNext = ({ isOver, steps }: Test, place: number) =>
  !isOver && steps[place]?.state === 'open' && steps.findIndex(({ state }) => state === 'open') === place

function StepLine({ step, test, isNext: isUnderWay }: { step: Step; test: Test; isNext: boolean }) {
  const now = useNow()
  const zone = useZone()
  const { state, at, detail } = step
  const looks: Record<Step['state'], { icon: LucideIcon; tone: string; word: string }> = {
    done: { icon: CircleCheck, tone: 'ok', word: 'done' },
    failed: { icon: CircleAlert, tone: 'bad', word: 'failed' },
    skipped: { icon: CircleMinus, tone: 'paused', word: 'left out' },
    open: isUnderWay
      ? { icon: LoaderCircle, tone: 'run', word: 'under way' }
      : { icon: Circle, tone: 'paused', word: test.isOver ? 'not reached' : 'not yet' },
  }
  const { icon, tone, word } = looks[state]
  const isSlow = isUnderWay && now - test.startedAt.getTime() > slowMs
  const text = detail ?? (isSlow ? slowTexts[step.step] : null)
  return (
    <li className={`test-step ${tone}`}>
      <Icon of={icon} spin={isUnderWay} />
      <span className="name">
        {names[step.step]}
        <span className="sr">, {word}</span>
      </span>
      {at && (
        <time dateTime={at.toISOString()} title={exactTime(at, zone)}>
          {afterText(at.getTime() - test.startedAt.getTime())}
        </time>
      )}
      {text && <p>{text}</p>}
    </li>
  )
}

const afterText = (ms: number) => `after ${(Math.max(0, ms) / 1_000).toFixed(1)} s`

type FootProps = {
  wanted: { connectionId: string; id: string }
  test: Test
  isSending: boolean
  onAgain: () => void
  onClose: () => void
}

function Foot({ wanted, test, isSending, onAgain, onClose }: FootProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const removing = useMutation(
    trpc.connection.removeTest.mutationOptions({
      onSuccess: () => {
        onClose()
        return queries.invalidateQueries()
      },
    }),
  )
  return (
    <>
      {test.suggestionId ? (
        <Link className={buttonClass({ look: 'primary' })} href={`/?s=${test.suggestionId}`}>
          Open the suggestion
        </Link>
      ) : (
        <Button look="primary" disabled={isSending} onClick={onAgain}>
          Send another
        </Button>
      )}
      <Button disabled={removing.isPending} onClick={() => removing.mutate(wanted)}>
        Remove the test item
      </Button>
      {removing.isError && (
        <span role="alert" className="sub2 self-center">
          {faultOf(removing.error).message}
        </span>
      )}
    </>
  )
}
