import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ItemNews } from '@switchboard/core/ports/item-source'
import type { SlackChannel, SlackDirectory } from './directory'
import { bare, channelIdIn, storedName } from './room'
import { type SlackSettings, slackSettingsSchema } from './schema'

/** The conversations that are read. Slack goes on telling of private ones after that was switched off: what was granted stays granted. */
export function isWatched(channel: SlackChannel, settings: SlackSettings): boolean {
  const { channels, privateChannels, groupMessages } = settings
  if (channel.isDirect) return true
  if (channel.isGroup) return groupMessages
  return (
    (privateChannels || !channel.isPrivate) &&
    (channels.length === 0 || channels.some((named) => names(named, channel)))
  )
}

/** Whether a setting means this channel. */
function names(named: string, { id, name }: SlackChannel): boolean {
  const namedId = channelIdIn(named)
  return namedId === undefined ? bare(named) === name.toLowerCase() : namedId === id
}

/** Those of a workspace that the app is in and the settings watch. */
export async function watchedChannels(directory: SlackDirectory, access: Access): Promise<SlackChannel[]> {
  const settings = slackSettingsSchema.parse(access.settings)
  return (await directory.channels(access)).filter((channel) => channel.isMember && isWatched(channel, settings))
}

/** Channels that the settings name and of which nothing is read any more, each with the reason; undefined: Slack does not tell now. */
export async function channelsOutOfReach(directory: SlackDirectory, access: Access): Promise<string[] | undefined> {
  const { channels } = slackSettingsSchema.parse(access.settings)
  if (channels.length === 0) return []
  try {
    return await lostOf(directory, access, channels)
  } catch (error) {
    // What was read is not read again for its sake.
    if (isSwitchboardError(error) && error.retryable) return undefined
    throw error
  }
}

async function lostOf(directory: SlackDirectory, access: Access, channels: string[]): Promise<string[]> {
  const watched = await watchedChannels(directory, access)
  const lost: string[] = []
  for (const named of channels)
    if (!watched.some((channel) => names(named, channel))) lost.push(await lostChannel(directory, access, named))
  return lost
}

async function lostChannel(directory: SlackDirectory, access: Access, named: string): Promise<string> {
  const shown = `#${bare(named).replace(/ \([cg][a-z0-9]+\)$/, '')}`
  const id = channelIdIn(named)
  const found = id === undefined ? null : await channelOf(directory, access, id)
  if (!found) return `${shown} (deleted, renamed or closed to Switchboard)`
  if (found.isArchived) return `#${found.name} (archived)`
  return found.isMember ? `#${found.name} (private)` : `#${found.name} (Switchboard is not in it any more)`
}

async function channelOf(directory: SlackDirectory, access: Access, id: string): Promise<SlackChannel | null> {
  try {
    return await directory.channel(access, id)
  } catch (error) {
    if (isSwitchboardError(error, 'gone', 'scope_missing')) return null
    throw error
  }
}

/** What the settings call a channel that has another name now. */
export function renamesOf(settings: unknown, id: string, name: string): NonNullable<ItemNews['renames']> {
  const { channels, room = '' } = slackSettingsSchema.parse(settings)
  const to = storedName({ id, name, isGroup: false })
  return [...channels.map((from) => ({ field: 'channels', from })), { field: 'room', from: room }]
    .filter(({ from }) => channelIdIn(from) === id && from !== to)
    .map((rename) => ({ ...rename, to }))
}

/** As it is stored. Throws invalid_input for a channel that is not there, or that the app does not see into. */
export function checkedChannel(named: string, all: SlackChannel[]): string {
  const found = all.find((channel) => !channel.isDirect && !channel.isGroup && names(named, channel))
  const field = 'channels'
  if (!found)
    throw new SwitchboardError('invalid_input', `There is no channel ‘#${bare(named)}’ that Switchboard may see.`, {
      field,
    })
  if (!found.isMember)
    throw new SwitchboardError(
      'invalid_input',
      `Switchboard is not in #${found.name} yet. Write ‘/invite @Switchboard’ there first.`,
      { field },
    )
  return storedName(found)
}
