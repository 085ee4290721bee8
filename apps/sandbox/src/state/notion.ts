import { createHash, randomUUID } from 'node:crypto'

export type NotionText = {
  type: string
  plain_text: string
  mention?: { type: 'user'; user: { object: 'user'; id: string } }
}
export type NotionBlock = { id: string; type: string; words: NotionText[]; checked?: boolean; children: NotionBlock[] }
export type NotionComment = { id: string; author: string; at: string; words: NotionText[] }

/** A page or a row of the workspace; whoever is named is named by address. */
export type NotionPage = {
  id: string
  /** A row of the one table there is. */
  isRow: boolean
  title: NotionText[]
  status: string | null
  people: string[]
  due: string | null
  project: string | null
  blocks: NotionBlock[]
  comments: NotionComment[]
  createdAt: string
  createdBy: string
  editedAt: string
  editedBy: string
  inTrash: boolean
  /** It was shared with who has connected, and is no more: their API knows nothing of it. */
  isUnshared?: boolean
}

/** What Notion tells of a page, by the names of its events. */
export type NotionChange = {
  type:
    | 'page.created'
    | 'page.content_updated'
    | 'page.properties_updated'
    | 'page.deleted'
    | 'page.undeleted'
    | 'comment.created'
  page: NotionPage
  by: string
  commentId?: string
}

export type NotionData = { pages: NotionPage[] }

export const statusGroups = [
  { name: 'To-do', options: ['Not started', 'Backlog'] },
  { name: 'In progress', options: ['In progress', 'In review'] },
  { name: 'Complete', options: ['Done', 'Dropped'] },
]
export const statuses = statusGroups.flatMap(({ options }) => options)

/** The same for the same name, in the form of Notion's ids. */
export function idOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex')
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-')
}

export const workspace = { id: idOf('workspace'), name: 'Northwind Studio' }
export const table = { id: idOf('table'), databaseId: idOf('database'), name: 'Studio tasks' }

/** Everybody of the workspace. */
export const members = [
  { name: 'Ada Lindqvist', email: 'ada@northwind.example' },
  { name: 'Ben Okafor', email: 'ben@northwind.example' },
  { name: 'Clara Voss', email: 'clara@meridian.example' },
  { name: 'Jonas Weber', email: 'jonas@northwind.example' },
].map((member) => ({ ...member, id: idOf(member.email) }))

/** Text in which `@Ada Lindqvist` mentions her. */
export function wordsOf(text: string): NotionText[] {
  const names = members.map(({ name }) => name).join('|')
  return text
    .split(new RegExp(`(@(?:${names}))`))
    .filter((part) => part !== '')
    .map((part) => {
      const member = members.find(({ name }) => part === `@${name}`)
      return member
        ? { type: 'mention', plain_text: part, mention: { type: 'user', user: { object: 'user', id: member.id } } }
        : { type: 'text', plain_text: part }
    })
}

const kinds = [
  { type: 'heading_2', mark: /^# / },
  { type: 'to_do', mark: /^\[[ x]\] / },
  { type: 'bulleted_list_item', mark: /^- / },
  { type: 'quote', mark: /^> / },
  // What was asked of an AI: the API names such a block and gives nothing of it.
  { type: 'unsupported', mark: /^\? / },
]

/** Lines in a short form of Markdown; those that begin with blanks belong to the one before them. */
export function blocksOf(text: string): NotionBlock[] {
  const blocks: NotionBlock[] = []
  for (const line of text.split('\n')) {
    if (!line.trim()) continue
    const kind = kinds.find(({ mark }) => mark.test(line.trim()))
    const block: NotionBlock = {
      id: randomUUID(),
      type: kind?.type ?? 'paragraph',
      words: wordsOf(kind ? line.trim().replace(kind.mark, '') : line.trim()),
      ...(kind?.type === 'to_do' ? { checked: line.trim().startsWith('[x]') } : {}),
      children: [],
    }
    const parent = /^\s/.test(line) ? blocks.at(-1) : undefined
    if (parent) parent.children.push(block)
    else blocks.push(block)
  }
  return blocks
}

export type PageFields = Partial<Pick<NotionPage, 'title' | 'status' | 'people' | 'due' | 'project' | 'inTrash'>>

/** The one workspace, as its members change it. */
export class Notion {
  constructor(
    readonly data: NotionData,
    private readonly changed: () => void,
    private readonly tell: (change: NotionChange) => void = () => undefined,
  ) {}

  find = (id: string) => this.data.pages.find((page) => page.id === id)

  /** As far as the API knows. */
  findShared = (id: string) => this.data.pages.find((page) => page.id === id && !page.isUnshared)

  /** The latest edited first. */
  byEdit = (inTrash: boolean) =>
    this.data.pages
      .filter((page) => page.inTrash === inTrash)
      .sort((a, b) => Date.parse(b.editedAt) - Date.parse(a.editedAt) || (a.id < b.id ? -1 : 1))

  add(page: {
    by: string
    title: string
    text: string
    isRow: boolean
    people?: string[]
    due?: string | null
  }): NotionPage {
    const now = new Date().toISOString()
    const added: NotionPage = {
      id: randomUUID(),
      isRow: page.isRow,
      title: wordsOf(page.title),
      status: page.isRow ? 'Not started' : null,
      people: page.people ?? [],
      due: page.due ?? null,
      project: null,
      blocks: blocksOf(page.text),
      comments: [],
      createdAt: now,
      createdBy: page.by,
      editedAt: now,
      editedBy: page.by,
      inTrash: false,
    }
    this.data.pages.push(added)
    this.changed()
    this.tell({ type: 'page.created', page: added, by: page.by })
    return added
  }

  change(page: NotionPage, by: string, fields: PageFields): void {
    const type = changeOf(page, fields)
    this.edit(page, by, fields)
    this.tell({ type, page, by })
  }

  /** Writes below what is there. */
  write(page: NotionPage, by: string, text: string): void {
    page.blocks.push(...blocksOf(text))
    this.edit(page, by, {})
    this.tell({ type: 'page.content_updated', page, by })
  }

  /** It is no edit: neither time nor author of the last one change. */
  comment(page: NotionPage, by: string, text: string): void {
    const comment = { id: randomUUID(), author: by, at: new Date().toISOString(), words: wordsOf(text) }
    page.comments.push(comment)
    this.changed()
    this.tell({ type: 'comment.created', page, by, commentId: comment.id })
  }

  /** Takes a page from who has connected, or gives it back. Notion tells nobody. */
  share(page: NotionPage, isShared: boolean): void {
    page.isUnshared = !isShared
    this.changed()
  }

  /** Deletes it for good, as a trash that is emptied does. Notion tells nobody. */
  erase(page: NotionPage): void {
    this.data.pages = this.data.pages.filter(({ id }) => id !== page.id)
    this.changed()
  }

  private edit(page: NotionPage, by: string, fields: PageFields): void {
    Object.assign(page, fields, { editedAt: new Date().toISOString(), editedBy: by })
    this.changed()
  }
}

function changeOf(page: NotionPage, { inTrash }: PageFields): NotionChange['type'] {
  if (inTrash === undefined || inTrash === page.inTrash) return 'page.properties_updated'
  return inTrash ? 'page.deleted' : 'page.undeleted'
}
