import { z } from 'zod'

/** Every provider that the product knows, in the order in which pages offer them. */
export const providerIds = ['gmail', 'google_calendar', 'slack', 'telegram', 'notion', 'imap'] as const
export const providerIdSchema = z.enum(providerIds)
export type ProviderId = z.infer<typeof providerIdSchema>
