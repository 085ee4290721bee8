import type { Provider } from '@switchboard/core/ports/provider'
import type { NotionConfig } from './client'
import { notionOAuth } from './oauth'
import { notionSettingsSchema } from './schema'
import { notionSource } from './source'
import { notionWebhook } from './webhook'

const noToken = 'Notion does not tell of changes here: this installation has no subscription to its webhooks.'

/** Notion: reads the pages and rows that are assigned to a person or name them, and follows what changes about them. */
export function notion(config: NotionConfig) {
  return {
    id: 'notion',
    name: 'Notion',
    ownership: 'personal',
    itemKind: 'page',
    summary: 'Reads pages and tasks that are assigned to you or mention you, completes the row when a task is done.',
    words: {
      item: 'page',
      service: 'Notion',
      consent:
        'Notion asks which pages Switchboard may read: choose those that hold your tasks and notes, and all below them come with them. Of these it keeps what is assigned to you or mentions you, and changes nothing but the status of a row whose task you finish.',
      whenDone: 'completes its row in Notion',
      firstRead: 'what is yours of the last 30 days',
      mendUntold:
        'Whoever looks after the integration looks under ‘Webhooks’ on its page at Notion, whether the subscription is there and active.',
      told: 'each change of a page and its comments',
    },
    settings: notionSettingsSchema,
    oauth: notionOAuth(config),
    source: notionSource(config),
    webhook: notionWebhook(config),
    ...(config.webhookToken ? {} : { pushObstacle: noToken }),
  } satisfies Provider
}
