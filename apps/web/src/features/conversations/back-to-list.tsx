import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

/** From a conversation to all of them, where a phone shows one of the two. */
export function BackToList() {
  return (
    <Link
      className={`${buttonClass({ look: 'quiet', icon: true, small: true })} conv-back`}
      href="/conversations"
      aria-label="All conversations"
    >
      <Icon of={ArrowLeft} />
    </Link>
  )
}
