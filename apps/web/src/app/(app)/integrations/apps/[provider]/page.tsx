import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { providerIdSchema } from '@switchboard/core/provider-ids'
import { OwnAppsPage } from '@/features/provider-apps/own-apps-page'

export const metadata: Metadata = { title: 'Your own apps' }

export default async function Page({ params }: { params: Promise<{ provider: string }> }) {
  const provider = providerIdSchema.safeParse((await params).provider)
  if (!provider.success) notFound()
  return <OwnAppsPage provider={provider.data} />
}
