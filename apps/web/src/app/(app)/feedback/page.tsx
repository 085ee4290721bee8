import type { Metadata } from 'next'
import { FeedbackListPage } from '@/features/feedback/feedback-list-page'

export const metadata: Metadata = { title: 'Questions' }

export default function Page() {
  return <FeedbackListPage />
}
