import type { Metadata } from 'next'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { providerIds } from '@switchboard/core/provider-ids'
import { ConnectFailed } from '@/features/connections/connect-failed'

export const metadata: Metadata = { title: 'Not connected' }

const load = createLoader({
  provider: parseAsStringLiteral(providerIds),
  reason: parseAsString.withDefault('internal'),
  state: parseAsString,
  connection: parseAsString,
  app: parseAsString,
})

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <ConnectFailed failed={await load(searchParams)} />
}
