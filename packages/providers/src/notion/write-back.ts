import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ItemWriter } from '@switchboard/core/ports/item-writer'
import type { pacedCalls } from './client'
import { notionEffects } from './effects'
import { inverseSchema, notionSettingsSchema, pageSchema } from './schema'
import { completeOptions, doneOption, statusOf } from './status'
import type { StatusTables } from './status-tables'

/** Finishing a task sets the status of its row, and nothing of a page that has none or of a row that is complete already. */
export function notionWriter(call: ReturnType<typeof pacedCalls>, tables: StatusTables): ItemWriter {
  /** Throws gone, also for what is in the trash: nothing there can be changed. */
  async function readStatus(access: Access, pageId: string, propertyId?: string) {
    const page = await call(access, async (notion) =>
      pageSchema.parse(await notion.pages.retrieve({ page_id: pageId })),
    )
    if (page.in_trash) throw new SwitchboardError('gone', 'The page was moved to the trash.')
    const { statusProperty, doneStatus } = notionSettingsSchema.parse(access.settings)
    const status = statusOf(page, statusProperty, propertyId)
    if (!status) return null
    const table = (await tables.of(access, page))[status.name]
    const done = doneOption(table, doneStatus)
    const isDone = completeOptions(table).some(({ id }) => id === status.option?.id)
    return { property: status.id, option: status.option?.id ?? null, done: done?.id ?? null, isDone }
  }

  const write = (access: Access, pageId: string, property: string, option: string | null) =>
    call(access, async (notion) => {
      const status = option === null ? null : { id: option }
      await notion.pages.update({ page_id: pageId, properties: { [property]: { status } } })
    }).catch((error: unknown) => {
      throw isSwitchboardError(error, 'scope_missing') ? mayNotWrite() : error
    })

  return {
    effects: notionEffects,

    async inverseOf(access, _action, externalId) {
      const status = await readStatus(access, externalId)
      if (!status || status.done === null || status.isDone) return { before: null }
      return { before: { property: status.property, option: status.option } }
    },

    async apply(access, _action, externalId) {
      const status = await readStatus(access, externalId)
      if (!status || status.done === null || status.isDone) return
      await write(access, externalId, status.property, status.done)
    },

    async revert(access, _action, externalId, inverse) {
      const { before } = inverseSchema.parse(inverse)
      if (!before) return
      const status = await readStatus(access, externalId, before.property)
      // Somebody has set it otherwise meanwhile, or taken the property away: theirs is the later word.
      if (status?.isDone) await write(access, externalId, before.property, before.option)
      else if (status?.option !== before.option) return 'Left as somebody else has set it'
    },
  }
}

const mayNotWrite = () =>
  new SwitchboardError(
    'scope_missing',
    'Notion has not given Switchboard the capability ‘Update content’. An admin has to add it at Notion; then connect again, and try this change once more.',
  )
