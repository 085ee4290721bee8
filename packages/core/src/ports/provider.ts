import type { z } from 'zod'
import type { ItemSnapshot } from '../items'
import type { ProviderId } from '../provider-ids'
import type { FormCapability, OAuthCapability, OwnAppCapability } from './connecting'
import type { ItemSource } from './item-source'
import type { MessageChannel } from './message-channel'
import type { PushSource } from './push'
import type { WebhookReceiver } from './webhook'

export type { ProviderId }

/**
 * A service we can connect to. A missing capability means 'not supported'. Adapters get credentials, base URLs and `fetch`; they know
 * neither database nor environment.
 */
export type Provider = {
  id: ProviderId
  /** As people call it: 'Gmail'. */
  name: string
  /** Personal: belongs to the member who connected it. Shared: the team's, managed by admins. */
  ownership: 'personal' | 'shared'
  /** One sentence for the connect card. */
  summary: string
  words: ProviderWords
  /** Of what kind its items are. */
  itemKind: ItemSnapshot['kind']
  /**
   * Typed settings with their defaults; the dashboard's form is made of what they say of themselves. Made by the kinds in
   * connections/setting-kinds.ts; those of `commonSettingsSchema` are among them.
   */
  settings: z.ZodObject
  oauth?: OAuthCapability
  form?: FormCapability
  ownApps?: OwnAppCapability
  source?: ItemSource
  channel?: MessageChannel
  push?: PushSource
  /** Why it cannot tell of changes on this installation though it could elsewhere, in one sentence for people. Absent: it can, or never does. */
  pushObstacle?: string
  webhook?: WebhookReceiver
}

/** How sentences of the product speak of a provider. */
export type ProviderWords = {
  /** What one item is called: 'mail'. */
  item: string
  /** Whose servers answer: 'Google'. */
  service: string
  /** What the provider will ask for, why, and in which words, before people are there. */
  consent?: string
  /** What a range of time lacks that `ChangeBatch.notCovered` names, and why; after 'Between … and … not everything was looked at.' */
  notCovered?: string
  /** What the first sync has read, after 'Read': 'what is unread'. */
  firstRead?: string
  /** What asks for news by hand, where everything comes by itself and a sync only looks whether it can: 'Check now'. */
  syncNow?: string
  /** What it tells of by itself, after 'Google tells of': 'each change of the calendar'. Absent: each new item. */
  told?: string
  /** What to do about it when it has stopped telling, in one sentence; where people have to. */
  mendUntold?: string
  /** What is so while it does not tell, after 'until then,'. Absent: 'what is new comes with each sync'. */
  untold?: string
  /** What finishing a task does there, after 'finishing it': 'marks the mail read and archives it'. */
  whenDone?: string
}
