import { z } from 'zod'
import type { PageItem } from '@switchboard/core/items'
import { mentions, plainText } from './rich-text'
import { type NotionPage, type NotionUser, richTextSchema, userSchema } from './schema'
import { chosen } from './status'

const named = z.object({ name: z.string() })
const dateSchema = z.object({ start: z.string(), end: z.string().nullish() })

/** The kinds of properties that people read; the others are left out. https://developers.notion.com/reference/page-property-values */
const propertySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('title'), title: richTextSchema }),
  z.object({ type: z.literal('rich_text'), rich_text: richTextSchema }),
  z.object({ type: z.literal('number'), number: z.number().nullable() }),
  z.object({ type: z.literal('select'), select: named.nullable() }),
  z.object({ type: z.literal('multi_select'), multi_select: z.array(named) }),
  z.object({ type: z.literal('status'), status: named.nullable() }),
  z.object({ type: z.literal('date'), date: dateSchema.nullable() }),
  z.object({ type: z.literal('people'), people: z.array(userSchema) }),
  z.object({ type: z.literal('checkbox'), checkbox: z.boolean() }),
  z.object({ type: z.literal('url'), url: z.string().nullable() }),
  z.object({ type: z.literal('email'), email: z.string().nullable() }),
  z.object({ type: z.literal('phone_number'), phone_number: z.string().nullable() }),
])
type Property = z.infer<typeof propertySchema>

export type Properties = {
  title: string
  /** The properties for people that name the person. */
  roles: string[]
  /** Texts of properties that mention the person. */
  mentions: string[]
  status: { name: string; value: string } | null
  dueAt: PageItem['dueAt']
  /** The others, in the order of the page. */
  others: PageItem['properties']
  /** Everybody whom the page itself names in full. */
  people: NotionUser[]
}

const mostProperties = 30
const longestValue = 500
const dueName = /\b(due|deadline|until|by when|fällig|frist|échéance|vencimiento)\b/i

/** What a page's properties say, and what of it concerns the person. `statusNames`: which status counts where there are several. */
export function readProperties(
  { properties }: Pick<NotionPage, 'properties'>,
  userId: string,
  statusNames: string[],
): Properties {
  const read = Object.entries(properties).flatMap(([name, raw]): { name: string; property: Property }[] => {
    const property = propertySchema.safeParse(raw).data
    return property ? [{ name, property }] : []
  })
  const all = read.map(({ property }) => property)
  const texts = all.flatMap((property) =>
    property.type === 'title' ? [property.title] : property.type === 'rich_text' ? [property.rich_text] : [],
  )
  const status = chosen(
    read.filter(({ property }) => property.type === 'status'),
    statusNames,
  )
  const due = dueOf(read)
  return {
    title: all.flatMap((property) => (property.type === 'title' ? [plainText(property.title)] : [])).join(' '),
    roles: read.flatMap(({ name, property }) =>
      property.type === 'people' && property.people.some(({ id }) => id === userId) ? [name] : [],
    ),
    mentions: texts.filter((text) => mentions(text, userId)).map((text) => plainText(text)),
    status:
      status?.property.type === 'status' && status.property.status
        ? { name: status.name, value: status.property.status.name }
        : null,
    dueAt: due?.dueAt ?? null,
    others: read
      .filter(
        ({ property }) => property.type !== 'title' && property !== status?.property && property !== due?.property,
      )
      .flatMap(({ name, property }) => {
        const value = valueOf(property).trim()
        return value ? [{ name, value: value.slice(0, longestValue) }] : []
      })
      .slice(0, mostProperties),
    people: all.flatMap((property) => (property.type === 'people' ? property.people : [])),
  }
}

/** The property that is called so, else the only date there is. The end of a span counts. */
function dueOf(read: { name: string; property: Property }[]) {
  const dates = read.flatMap(({ name, property }) => {
    const date = property.type === 'date' ? property.date : null
    const dueAt = date && instantOf(date.end ?? date.start)
    return dueAt ? [{ name, property, dueAt }] : []
  })
  return dates.find(({ name }) => dueName.test(name)) ?? (dates.length === 1 ? dates[0] : undefined)
}

const instantOf = (text: string): PageItem['dueAt'] =>
  z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(text).data ?? null

function valueOf(property: Property): string {
  switch (property.type) {
    case 'title':
      return plainText(property.title)
    case 'rich_text':
      return plainText(property.rich_text)
    case 'number':
      return property.number === null ? '' : String(property.number)
    case 'select':
      return property.select?.name ?? ''
    case 'multi_select':
      return property.multi_select.map(({ name }) => name).join(', ')
    case 'status':
      return property.status?.name ?? ''
    case 'date':
      return [property.date?.start, property.date?.end].filter(Boolean).join(' to ')
    case 'people':
      return property.people.map(({ name }) => name ?? 'Somebody').join(', ')
    case 'checkbox':
      return property.checkbox ? 'Yes' : 'No'
    case 'url':
      return property.url ?? ''
    case 'email':
      return property.email ?? ''
    case 'phone_number':
      return property.phone_number ?? ''
  }
}
