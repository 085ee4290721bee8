import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { OwnAppPage } from '@/features/provider-apps/own-app-page'

export const metadata: Metadata = { title: 'Your own app' }

export default async function Page({ params }: { params: Promise<{ app: string }> }) {
  const { app } = await params
  if (!z.uuid().safeParse(app).success) notFound()
  return <OwnAppPage id={app} />
}
