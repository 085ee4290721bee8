import type { ReactNode } from 'react'
import { Mark } from '@/components/ui/mark'

/** A page without the frame: the mark and one thing to do. */
export function Entry({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="entry">
      <main>
        <Mark />
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  )
}
