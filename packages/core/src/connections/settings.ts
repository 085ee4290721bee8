import { z } from 'zod'

/** What may happen at the provider when a task is finished. Only this policy selects a side effect, never an item. */
export const sideEffectPolicies = ['never', 'ask', 'auto'] as const
export const sideEffectPolicySchema = z.enum(sideEffectPolicies)
export type SideEffectPolicy = z.infer<typeof sideEffectPolicySchema>

/** Settings that every connection with an item source has. Providers extend it with their own. */
export const commonSettingsSchema = z.object({
  syncEveryMinutes: z.number().int().min(1).max(1_440).default(15),
  autoGenerate: z.boolean().default(true),
  autoApprove: z.boolean().default(false),
  autoApproveThreshold: z.number().min(0.5).max(1).default(0.85),
  /** Below this the feed folds a suggestion under 'less likely'. */
  lessLikelyThreshold: z.number().min(0.2).max(0.85).default(0.5),
  requestTimeoutSeconds: z.number().int().min(1).max(120).default(20),
  maxRetries: z.number().int().min(0).max(10).default(4),
})

export type CommonSettings = z.infer<typeof commonSettingsSchema>

/** Below this probability no suggestion is made; the item's record says why (requirement C5). */
export const minimumConfidence = 0.2

/** Which side effects follow when a task is finished, chosen for one suggestion or task; null follows the connection. */
export const whenDoneSchema = z.object({ mark_read: z.boolean(), archive: z.boolean() })
export type WhenDone = z.infer<typeof whenDoneSchema>
