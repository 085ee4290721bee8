import { z } from 'zod'
import type { SendAllowance } from '../ports/message-channel'
import {
  choiceSetting,
  percentSetting,
  switchSetting,
  textSetting,
  wholeNumberSetting,
  wordsSetting,
} from './setting-kinds'

/** Groups of the form that several providers have. */
export const settingGroups = {
  reading: 'Reading',
  suggestions: 'Suggestions',
  whenDone: 'When a task is done',
  agents: 'What agents may do',
  sending: 'Sending',
  limits: 'Limits',
} as const

/**
 * Settings that every connection with an item source has. A provider puts its own between them, in the order of the page:
 * `z.object({ ...readingSettings, …, ...suggestionSettings, …, ...limitSettings, … })`.
 */
export const readingSettings = {
  syncEveryMinutes: wholeNumberSetting(
    { label: 'Sync every', hint: 'How often new items are looked for.', group: settingGroups.reading },
    { min: 1, max: 1_440, unit: 'minutes' },
  ).default(15),
}

export const suggestionSettings = {
  autoGenerate: switchSetting({
    label: 'Propose tasks',
    hint: 'Off: items are fetched and kept, nothing is proposed.',
    group: settingGroups.suggestions,
  }).default(true),
  autoApprove: switchSetting({
    label: 'Approve automatically',
    hint: 'What is sure enough becomes a task without you. Flagged text never does.',
    group: settingGroups.suggestions,
  }).default(false),
  autoApproveThreshold: percentSetting(
    { label: 'Sure enough is', hint: 'The line on the confidence meter.', group: settingGroups.suggestions },
    { min: 50, max: 100 },
  ).default(0.85),
  /** Below this the feed folds a suggestion under 'less likely'. */
  lessLikelyThreshold: percentSetting(
    { label: 'Less likely is below', hint: 'Folded away in the feed, not hidden.', group: settingGroups.suggestions },
    { min: 20, max: 85 },
  ).default(0.5),
}

/** Of a connection that the whole team shares. */
export const sharedSettings = {
  assignee: wordsSetting(
    {
      label: 'Otherwise tasks go to',
      hint: 'A member’s e-mail address, for what asks nobody of the team by name. Empty: who connected it.',
      group: settingGroups.suggestions,
    },
    { noun: 'member', most: 1, longest: 320 },
  ).default([]),
}

type SendSettings = {
  label: string
  hint: string
  /** Whether it sends until somebody says otherwise. */
  usually: boolean
  /** What the service lets it send. */
  perMinute: { usual: number; most: number }
}

/** Of a connection by which people are reached. */
export const sendSettings = ({ label, hint, usually, perMinute }: SendSettings) => ({
  sendMessages: switchSetting({ label, hint, group: settingGroups.sending }).default(usually),
  messagesPerMinute: wholeNumberSetting(
    {
      label: 'Send at most',
      hint: 'By all of Switchboard together. What is more waits its turn, or takes another channel.',
      group: settingGroups.sending,
    },
    { min: 1, max: perMinute.most, unit: 'messages a minute' },
  ).default(perMinute.usual),
})

/** What may go to a room. */
const roomContents = { Alerts: 'alert', Suggestions: 'suggestion', 'Alerts and suggestions': 'both' } as const

/** Of a connection by which a room of several people is reached: where the team's own messages go. */
export const roomSettings = ({ label, hint }: Pick<SendSettings, 'label' | 'hint'>) => ({
  room: textSetting(
    { label, hint, group: settingGroups.sending, whenEmpty: 'None' },
    { longest: 300, mayBeEmpty: true },
  ).default(''),
  roomGets: choiceSetting(
    {
      label: 'It is told of',
      hint: 'Alerts: accounts of the team that need somebody. Suggestions: those of this connection, and never of anybody’s own mail.',
      group: settingGroups.sending,
    },
    roomContents,
  ).default('both'),
})

const sendingSchema = z.object({ sendMessages: z.boolean(), messagesPerMinute: z.number() })

/**
 * What stored settings with `sendSettings` among them let a connection send: bursts of what it sends in so many seconds, and of one at least.
 * Those that a newer schema refuses let it send nothing.
 */
export function allowanceOf(schema: z.ZodObject, settings: unknown, burstSeconds = 1): SendAllowance {
  const { sendMessages, messagesPerMinute: perMinute } =
    sendingSchema.safeParse(schema.safeParse(settings).data).data ?? {}
  return sendMessages && perMinute
    ? { perMinute, burst: Math.max(1, Math.ceil((perMinute * burstSeconds) / 60)) }
    : null
}

export const limitSettings = {
  requestTimeoutSeconds: wholeNumberSetting(
    {
      label: 'Wait for an answer',
      hint: 'Then the call counts as failed and is tried again.',
      group: settingGroups.limits,
    },
    { min: 1, max: 3_600, unit: 'seconds' },
  ).default(20),
  maxRetries: wholeNumberSetting(
    {
      label: 'Try again',
      hint: 'With growing pauses, and as long as the provider asks to wait. Then a sync waits for its usual time, and a change is shown as failed.',
      group: settingGroups.limits,
    },
    { min: 0, max: 10, unit: 'times' },
  ).default(4),
}

const retriesSchema = z.object({ maxRetries: limitSettings.maxRetries })

/** How often what fails is tried again, as stored settings say; where they say nothing that holds, as often as by default. */
export const retriesOf = (settings: unknown): number =>
  (retriesSchema.safeParse(settings).data ?? retriesSchema.parse({})).maxRetries

const timeoutSchema = z.object({ requestTimeoutSeconds: limitSettings.requestTimeoutSeconds })

/** How long one request may take, in milliseconds, as stored settings say; where they say nothing that holds, as long as by default. */
export const timeoutOf = (settings: unknown): number =>
  (timeoutSchema.safeParse(settings).data ?? timeoutSchema.parse({})).requestTimeoutSeconds * 1_000

export const commonSettingsSchema = z.object({ ...readingSettings, ...suggestionSettings, ...limitSettings })

export type CommonSettings = z.infer<typeof commonSettingsSchema>

/** Below this probability no suggestion is made; the item's record says why (requirement C5). */
export const minimumConfidence = 0.2

/** Which side effects follow when a task is finished, chosen for one suggestion or task; null follows the connection. */
export const whenDoneSchema = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Choose among what the source offers.'), z.boolean())
  .refine((chosen) => Object.keys(chosen).length <= 10, 'Choose among what the source offers.')
export type WhenDone = z.infer<typeof whenDoneSchema>
