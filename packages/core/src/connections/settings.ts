import { z } from 'zod'

/** What may happen at the provider when a task is finished. Only this policy selects a side effect, never an item. */
export const sideEffectPolicies = ['never', 'ask', 'auto'] as const
export const sideEffectPolicySchema = z.enum(sideEffectPolicies)
export type SideEffectPolicy = z.infer<typeof sideEffectPolicySchema>

/**
 * Kinds of settings. What a person reads of a value that does not fit begins with `label`, the words by which the page calls the
 * setting, and says what fits.
 */
export const wholeNumberSetting = (label: string, min: number, max: number, unit: string) => {
  const message = `${label}: give a whole number of ${unit} from ${min} to ${max.toLocaleString('en')}.`
  return z.number(message).int(message).min(min, message).max(max, message)
}
export const percentSetting = (label: string, min: number, max: number) => {
  const message = `${label}: give a percentage from ${min} to ${max}.`
  return z
    .number(message)
    .min(min / 100, message)
    .max(max / 100, message)
}
export const switchSetting = (label: string) => z.boolean(`${label}: switch it on or off.`)
export const policySetting = (label: string) => z.enum(sideEffectPolicies, `${label}: choose Always, Ask me or Never.`)

/** Settings that every connection with an item source has. Providers extend it with their own. */
export const commonSettingsSchema = z.object({
  syncEveryMinutes: wholeNumberSetting('Sync every', 1, 1_440, 'minutes').default(15),
  autoGenerate: switchSetting('Propose tasks').default(true),
  autoApprove: switchSetting('Approve automatically').default(false),
  autoApproveThreshold: percentSetting('Sure enough is', 50, 100).default(0.85),
  /** Below this the feed folds a suggestion under 'less likely'. */
  lessLikelyThreshold: percentSetting('Less likely is below', 20, 85).default(0.5),
  requestTimeoutSeconds: wholeNumberSetting('Wait for an answer', 1, 120, 'seconds').default(20),
  maxRetries: wholeNumberSetting('Try again', 0, 10, 'retries').default(4),
})

export type CommonSettings = z.infer<typeof commonSettingsSchema>

/** Below this probability no suggestion is made; the item's record says why (requirement C5). */
export const minimumConfidence = 0.2

/** Which side effects follow when a task is finished, chosen for one suggestion or task; null follows the connection. */
export const whenDoneSchema = z.object({ mark_read: z.boolean(), archive: z.boolean() })
export type WhenDone = z.infer<typeof whenDoneSchema>
