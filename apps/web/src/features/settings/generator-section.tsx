'use client'

import { microsPerDollar } from '@switchboard/core/micros-per-dollar'
import { useQuery } from '@tanstack/react-query'
import { Bone, ErrorState } from '@/components/ui/states'
import { useTRPC } from '@/lib/trpc'

const dollars = (micros: number) =>
  (micros / microsPerDollar).toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: micros < microsPerDollar / 100 ? 4 : 2,
  })

/** Which generator proposes for the team, and what it cost this month. */
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
        <dl className="facts">
          <dt>In use</dt>
          <dd>{usage.data.generator.label}</dd>
          <dt>Calls this month</dt>
          <dd>{usage.data.calls.toLocaleString('en-GB')}</dd>
          {(!usage.data.generator.offline || usage.data.inputTokens > 0) && (
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
      )}
    </section>
  )
}
