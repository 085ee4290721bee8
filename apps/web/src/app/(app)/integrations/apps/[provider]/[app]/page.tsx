import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { OwnAppPage } from '@/features/provider-apps/own-app-page'
import { composition } from '@/server/composition'
import { ownAppProvider } from '@/server/own-app-provider'

export const metadata: Metadata = { title: 'Your own app' }

export default async function Page({ params }: { params: Promise<{ provider: string; app: string }> }) {
  const { provider, app } = await params
  ownAppProvider(composition().ctx.providers, provider)
  if (!z.uuid().safeParse(app).success) notFound()
  return <OwnAppPage id={app} />
}
