import {
  idOf,
  members,
  type NotionBlock,
  type NotionComment,
  type NotionPage,
  type NotionText,
  statusGroups,
  table,
  workspace,
} from '../state/notion'

const minuteMs = 60_000
/** Notion names the minute alone. */
const minuteOf = (at: string) => new Date(Math.floor(Date.parse(at) / minuteMs) * minuteMs).toISOString()
const partial = (email: string) => ({ object: 'user', id: idOf(email) })

export function presentUser(email: string) {
  const member = members.find((one) => one.email === email)
  return {
    object: 'user',
    id: idOf(email),
    type: 'person',
    name: member?.name ?? null,
    avatar_url: null,
    person: { email },
  }
}

/** Who a token acts for. */
export const presentBot = (email: string) => ({
  object: 'user',
  id: idOf(`bot of ${email}`),
  type: 'bot',
  name: 'Switchboard',
  avatar_url: null,
  bot: {
    owner: { type: 'user', user: presentUser(email) },
    workspace_id: workspace.id,
    workspace_name: workspace.name,
    workspace_limits: { max_file_upload_size_in_bytes: 5_242_880 },
  },
})

const annotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
}
const presentText = (words: NotionText[]) =>
  words.map((word) => ({
    ...word,
    ...(word.type === 'text' ? { text: { content: word.plain_text, link: null } } : {}),
    annotations,
    href: null,
  }))

export function presentPage(page: NotionPage) {
  const title = { id: 'title', type: 'title', title: presentText(page.title) }
  return {
    object: 'page',
    id: page.id,
    created_time: minuteOf(page.createdAt),
    last_edited_time: minuteOf(page.editedAt),
    created_by: partial(page.createdBy),
    last_edited_by: partial(page.editedBy),
    cover: null,
    icon: null,
    in_trash: page.inTrash,
    is_locked: false,
    parent: page.isRow
      ? { type: 'data_source_id', data_source_id: table.id, database_id: table.databaseId }
      : { type: 'workspace', workspace: true },
    properties: page.isRow
      ? {
          Name: title,
          Status: { id: statusId, type: 'status', status: page.status === null ? null : presentOption(page.status) },
          Owner: { id: 'ownr', type: 'people', people: page.people.map(presentUser) },
          Due: {
            id: 'due1',
            type: 'date',
            date: page.due === null ? null : { start: page.due, end: null, time_zone: null },
          },
          Project: {
            id: 'proj',
            type: 'select',
            select:
              page.project === null ? null : { id: idOf(page.project).slice(0, 8), name: page.project, color: 'blue' },
          },
          Edited: { id: 'edit', type: 'last_edited_by', last_edited_by: partial(page.editedBy) },
        }
      : { title },
    url: `https://www.notion.so/${page.id.replaceAll('-', '')}`,
    public_url: null,
  }
}

/** Of the property; those of its options follow from their names. */
export const statusId = 'stat'
export const optionId = (name: string) => idOf(`status ${name}`)
const presentOption = (name: string) => ({ id: optionId(name), name, color: 'default' })

/** The columns of the table. */
export const presentTable = () => ({
  object: 'data_source',
  id: table.id,
  parent: { type: 'database_id', database_id: table.databaseId },
  title: presentText([{ type: 'text', plain_text: table.name }]),
  in_trash: false,
  properties: {
    Name: { id: 'title', name: 'Name', type: 'title', title: {} },
    Status: {
      id: statusId,
      name: 'Status',
      type: 'status',
      status: {
        options: statusGroups.flatMap(({ options }) => options.map(presentOption)),
        groups: statusGroups.map(({ name, options }) => ({
          id: idOf(`group ${name}`),
          name,
          color: 'default',
          option_ids: options.map(optionId),
        })),
      },
    },
    Owner: { id: 'ownr', name: 'Owner', type: 'people', people: {} },
    Due: { id: 'due1', name: 'Due', type: 'date', date: {} },
    Project: { id: 'proj', name: 'Project', type: 'select', select: { options: [] } },
    Edited: { id: 'edit', name: 'Edited', type: 'last_edited_by', last_edited_by: {} },
  },
})

export const presentBlock = (block: NotionBlock) => ({
  object: 'block',
  id: block.id,
  type: block.type,
  has_children: block.children.length > 0,
  in_trash: false,
  [block.type]:
    block.type === 'unsupported'
      ? { block_type: 'ai_block' }
      : {
          rich_text: presentText(block.words),
          ...(block.checked === undefined ? {} : { checked: block.checked }),
        },
})

export const presentComment = (page: NotionPage, comment: NotionComment) => ({
  object: 'comment',
  id: comment.id,
  parent: { type: 'page_id', page_id: page.id },
  discussion_id: idOf(`discussion of ${page.id}`),
  created_time: minuteOf(comment.at),
  last_edited_time: minuteOf(comment.at),
  created_by: partial(comment.author),
  rich_text: presentText(comment.words),
  display_name: { type: 'user', resolved_name: null },
})
