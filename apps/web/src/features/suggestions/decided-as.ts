import { Bot, CircleCheck, CircleOff, CircleX, type LucideIcon } from 'lucide-react'
import type { SuggestionDetail } from '@/lib/api-types'

const approved = { verb: 'Approved', icon: CircleCheck, byItself: false }
const ways: Record<SuggestionDetail['status'], { verb: string; icon: LucideIcon; byItself: boolean }> = {
  pending_approval: approved,
  approved,
  auto_approved: { verb: 'Approved', icon: Bot, byItself: true },
  dismissed: { verb: 'Dismissed', icon: CircleX, byItself: false },
  closed: { verb: 'Closed', icon: CircleOff, byItself: true },
}

/** What became of a suggestion, and by whom: 'Approved by Ada Lindqvist'. */
export function decidedAs({ status, decision }: Pick<SuggestionDetail, 'status' | 'decision'>) {
  const { verb, icon, byItself } = ways[status]
  const who = byItself ? ' by itself' : decision?.by ? ` by ${decision.by}` : ''
  return { icon, text: verb + who }
}
