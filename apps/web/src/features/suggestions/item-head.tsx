import { ProviderLogo } from '@/components/ui/provider-logo'
import { Age } from '@/components/ui/time'
import { untitled as noTitle } from '@/lib/untitled'
import { Marked } from './evidence-text'
import type { Viewed } from './item-view'

type ItemHeadProps = {
  suggestion: Viewed
  /** In place of the item's own title; messages have none. */
  title?: string
  /** What stands where the item has no title. */
  untitled?: string
  /** Rows below it: who wrote it to whom. */
  children?: React.ReactNode
}

/** Above each item: where it is from, its title with the evidence marked, how old it is. */
export function ItemHead({ suggestion, title, untitled = noTitle, children }: ItemHeadProps) {
  const { item, evidence, provider } = suggestion
  return (
    <header className="mail-head">
      <h2>
        <ProviderLogo provider={provider} named />
        <span>{title ?? (item.title ? <Marked text={item.title} evidence={evidence} field="title" /> : untitled)}</span>
      </h2>
      <span className="meta">
        <Age at={item.receivedAt} suffix=" ago" />
      </span>
      {children}
    </header>
  )
}
