'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Bone, ErrorState } from '@/components/ui/states'
import type { Outputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

const microsPerDollar = 1_000_000
const dollars = (micros: number) =>
  (micros / microsPerDollar).toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: micros < microsPerDollar / 100 ? 4 : 2,
  })

/** Which generator proposes, what it cost this month, and how much it may cost. */
export function GeneratorSection() {
  const trpc = useTRPC()
  const usage = useQuery(trpc.team.usage.queryOptions())
  return (
    <section aria-labelledby="generator">
      <h2 id="generator" className="mb-2">
        Generator
      </h2>
      {usage.isError ? (
        <ErrorState title="The usage could not be loaded" error={usage.error} onRetry={() => void usage.refetch()} />
      ) : usage.isPending ? (
        <Bone width={480} height={96} />
      ) : (
        <>
          <dl className="facts">
            <dt>In use</dt>
            <dd>{usage.data.generator.label}</dd>
            <dt>Calls this month</dt>
            <dd>{usage.data.calls.toLocaleString('en-GB')}</dd>
            {!usage.data.generator.offline && (
              <>
                <dt>Tokens in, out</dt>
                <dd>
                  {usage.data.inputTokens.toLocaleString('en-GB')}, {usage.data.outputTokens.toLocaleString('en-GB')}
                </dd>
              </>
            )}
            <dt>Spent</dt>
            <dd>
              {dollars(usage.data.spentMicros)}
              {usage.data.monthlyBudgetMicros !== null && ` of ${dollars(usage.data.monthlyBudgetMicros)}`}
            </dd>
          </dl>
          <BudgetForm usage={usage.data} />
        </>
      )}
    </section>
  )
}

function BudgetForm({ usage }: { usage: Outputs['team']['usage'] }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [text, setText] = useState(
    usage.monthlyBudgetMicros === null ? '' : String(usage.monthlyBudgetMicros / microsPerDollar),
  )
  const saving = useMutation(
    trpc.team.setBudget.mutationOptions({
      onSuccess: (saved) => queries.setQueryData(trpc.team.usage.queryKey(), saved),
    }),
  )
  const amount = Number(text)
  const isWrong = text.trim() !== '' && !(amount >= 0 && amount <= 1_000_000)
  const monthlyBudgetMicros = text.trim() === '' ? null : Math.round(amount * microsPerDollar)
  const isChanged = monthlyBudgetMicros !== usage.monthlyBudgetMicros
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isWrong && isChanged) saving.mutate({ monthlyBudgetMicros })
  }
  return (
    <form className="mt-4 flex flex-wrap items-end gap-2" onSubmit={submit}>
      <div className="field" style={{ width: 240 }}>
        <label htmlFor="budget">Monthly budget in US dollars</label>
        <input
          id="budget"
          className="input"
          inputMode="decimal"
          placeholder="No limit"
          aria-invalid={isWrong || undefined}
          aria-describedby="budget-hint"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Button type="submit" disabled={saving.isPending || isWrong || !isChanged}>
        Save budget
      </Button>
      <span className="self-center" role="status">
        {saving.isSuccess && !isChanged && 'Saved'}
      </span>
      <p
        id="budget-hint"
        className={isWrong || saving.isError ? 'meta w-full text-bad' : 'meta w-full'}
        role={isWrong || saving.isError ? 'alert' : undefined}
      >
        {isWrong
          ? 'Give an amount such as 20, or leave it empty for no limit.'
          : saving.isError
            ? faultOf(saving.error).message
            : 'When it is used up, no more mail is judged: it waits for the next month or a higher budget. Nothing is lost.'}
      </p>
    </form>
  )
}
