import type { Metadata } from 'next'
import { OwnAppsPage } from '@/features/provider-apps/own-apps-page'
import { composition } from '@/server/composition'
import { ownAppProvider } from '@/server/own-app-provider'

export const metadata: Metadata = { title: 'Your own apps' }

export default async function Page({ params }: { params: Promise<{ provider: string }> }) {
  const { provider } = await params
  return <OwnAppsPage provider={ownAppProvider(composition().ctx.providers, provider)} />
}
