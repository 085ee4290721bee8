import { SwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'
import { type NotionPage, notionSettingsSchema, type StatusProperties, type StatusProperty } from './schema'

type Status = StatusProperty['status']
type Option = Status['options'][number]

/** The statuses that Notion counts as complete, in its order: those of the last group, whatever people call it. */
export function completeOptions(status: Status | undefined): Option[] {
  const group = status?.groups.find(({ name }) => name === 'Complete') ?? status?.groups.at(-1)
  return (group?.option_ids ?? []).flatMap((id) => status?.options.find((option) => option.id === id) ?? [])
}

/** Whether a row with this status is done. */
export const isComplete = (status: Status | undefined, value: string): boolean =>
  completeOptions(status).some(({ name }) => name === value)

/** Of a row's status properties the one that counts: that of one of the names, else the first. */
export const chosen = <T extends { name: string }>(properties: T[], names: string[]): T | undefined =>
  properties.find(({ name }) => names.some((one) => isSame(one, name))) ?? properties[0]

/** What finishing sets: of the statuses that count as complete the one of the names, else the first. */
export const doneOption = (status: Status | undefined, names: string[]): Option | undefined =>
  chosen(completeOptions(status), names)

const statusSchema = z.object({
  type: z.literal('status'),
  id: z.string(),
  status: z.object({ id: z.string(), name: z.string() }).nullable(),
})

/** The status property of a row that counts, or that of the id, and what it is set to; undefined for a page that has none. */
export function statusOf({ properties }: NotionPage, names: string[], id?: string) {
  const read = Object.entries(properties).flatMap(([name, raw]) => {
    const property = statusSchema.safeParse(raw).data
    return property ? [{ name, id: property.id, option: property.status }] : []
  })
  return id === undefined ? chosen(read, names) : read.find((one) => one.id === id)
}

/**
 * The names of properties and statuses as the tables write them. Throws invalid_input for one that no table has, and for a status that
 * Notion does not count as complete.
 */
export function checkStatuses(settings: unknown, tables: StatusProperties[]) {
  const { statusProperty, doneStatus } = notionSettingsSchema.parse(settings)
  const properties = [...new Set(tables.flatMap((table) => Object.keys(table)))]
  const every = tables.flatMap((table) => Object.values(table))
  const complete = [...new Set(every.flatMap((status) => completeOptions(status).map(({ name }) => name)))]
  return {
    statusProperty: statusProperty.map((name) => {
      const found = properties.find((one) => isSame(one, name))
      if (found !== undefined) return found
      throw refusal('statusProperty', `No table that Switchboard may see has a status ‘${name}’.`, properties)
    }),
    doneStatus: doneStatus.map((name) => {
      const found = complete.find((one) => isSame(one, name))
      if (found !== undefined) return found
      const isOpen = every.some(({ options }) => options.some((option) => isSame(option.name, name)))
      const reason = isOpen
        ? `‘${name}’ does not count as complete in Notion.`
        : `No table that Switchboard may see has a status ‘${name}’ that counts as complete.`
      throw refusal('doneStatus', reason, complete)
    }),
  }
}

const isSame = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase()

const mostNamed = 8
function refusal(field: string, reason: string, names: string[]): SwitchboardError {
  const named = names
    .slice(0, mostNamed)
    .map((name) => `‘${name.slice(0, 60)}’`)
    .join(', ')
  const choice = named ? ` There is ${named}${names.length > mostNamed ? ' and more' : ''}.` : ''
  return new SwitchboardError('invalid_input', reason + choice, { field })
}
