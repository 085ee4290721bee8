import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { z } from 'zod'
import { providerIdSchema } from '@switchboard/core/provider-ids'
import { ConnectFormPage } from '@/features/connections/connect-form-page'

export const metadata: Metadata = { title: 'Connect' }

const load = createLoader({ connection: parseAsString })

type PageProps = { params: Promise<{ provider: string }>; searchParams: Promise<SearchParams> }

export default async function Page({ params, searchParams }: PageProps) {
  const provider = providerIdSchema.safeParse((await params).provider)
  const { connection } = await load(searchParams)
  if (!provider.success || (connection !== null && !z.uuid().safeParse(connection).success)) notFound()
  return <ConnectFormPage provider={provider.data} connectionId={connection} />
}
