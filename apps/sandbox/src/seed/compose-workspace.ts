import { blocksOf, idOf, type NotionData, type NotionPage, wordsOf } from '../state/notion'
import { pages, rows, type SeedPage } from './workspace'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The workspace as it stands at `now`. */
export const composeWorkspace = (now: Date): NotionData => ({
  pages: [...pages, ...rows].map((seed) => composePage(seed, now)),
})

function composePage({ title, by, ago, text = '', comments = [], row }: SeedPage, now: Date): NotionPage {
  const editedAt = new Date(now.getTime() - ago * hourMs).toISOString()
  const due = row?.dueIn === undefined ? null : new Date(now.getTime() + row.dueIn * dayMs).toISOString().slice(0, 10)
  return {
    id: idOf(`page ${title}`),
    isRow: row !== undefined,
    title: wordsOf(title),
    status: row?.status ?? null,
    people: row?.people ?? [],
    due,
    project: row?.project ?? null,
    blocks: blocksOf(text),
    comments: comments.map((comment, at) => ({
      id: idOf(`comment ${at} on ${title}`),
      author: comment.by,
      at: editedAt,
      words: wordsOf(comment.text),
    })),
    createdAt: new Date(now.getTime() - (ago + 48) * hourMs).toISOString(),
    createdBy: by,
    editedAt,
    editedBy: by,
    inTrash: false,
  }
}
