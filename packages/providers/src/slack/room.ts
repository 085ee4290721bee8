import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { SlackChannel, SlackDirectory } from './directory'
import { slackSettingsSchema } from './schema'

/** As a checked setting ends: `#product (C024BE91L)`. */
const stored = /\(([CG][A-Z0-9]{2,})\)$/
/** The id alone, or at the end of the link that Slack copies. */
const byId = /^(?:https:\/\/[^/\s]+\/(?:archives|client\/[A-Z0-9]+)\/)?([CG][A-Z0-9]{6,})\/?$/

/** A channel's name without what people write before it. */
export const bare = (name: string) => name.replace(/^#/, '').toLowerCase()

/** What a setting names by an id, in the form in which it is stored or by a link; undefined: by a name. */
export const channelIdIn = (named: string): string | undefined => (stored.exec(named) ?? byId.exec(named))?.[1]

/** A channel as it is stored: its name for people and its id, under which it stays when it is renamed. */
export const storedName = ({ id, name, isGroup }: Pick<SlackChannel, 'id' | 'name' | 'isGroup'>) =>
  `${isGroup ? 'Message of several people' : `#${name}`} (${id})`

/** The id of the room that the settings name; null: none that was checked. */
export function roomOf(settings: unknown): string | null {
  const { room = '' } = slackSettingsSchema.safeParse(settings).data ?? {}
  return stored.exec(room)?.[1] ?? null
}

/**
 * A room as it is stored. Throws invalid_input for one that is
 * not there, that the app is not in, or that is no place for what concerns the team alone.
 */
export async function checkedRoom(
  directory: SlackDirectory,
  access: Access,
  room: string,
  all: SlackChannel[],
): Promise<string> {
  const id = channelIdIn(room) ?? all.find(({ name }) => name.toLowerCase() === bare(room))?.id
  const channel = id === undefined ? null : await channelOf(directory, access, id)
  if (!channel)
    throw refused(
      'There is no such channel that Switchboard may see. Invite it there first; for a private one or a message of several people, copy its link.',
    )
  if (channel.isDirect) throw refused('This is somebody’s own conversation. Name one of several people.')
  if (channel.isArchived) throw refused(`#${channel.name} is archived.`)
  if (channel.isOutside) throw refused(`People of other companies are in #${channel.name}. Name a channel of your own.`)
  if (!channel.isMember)
    throw refused(`Switchboard is not in #${channel.name} yet. Write ‘/invite @Switchboard’ there first.`)
  return storedName(channel)
}

/** Null: there is none, or Slack does not tell of it. Throws invalid_input where more access is needed. */
async function channelOf(directory: SlackDirectory, access: Access, id: string): Promise<SlackChannel | null> {
  try {
    return await directory.channel(access, id, true)
  } catch (error) {
    if (isSwitchboardError(error, 'scope_missing'))
      throw refused(
        'Slack does not let Switchboard see this one yet. Switch on ‘It may be private’, save, grant the access, and name it then.',
      )
    if (isSwitchboardError(error, 'gone')) return null
    throw error
  }
}

const refused = (message: string) => new SwitchboardError('invalid_input', message, { field: 'room' })
