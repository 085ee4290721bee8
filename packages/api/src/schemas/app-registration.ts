import { z } from 'zod'
import { providerIdSchema, unknownId } from './common'
import { settingGroupSchema } from './settings'

const appSchema = z.object({
  id: z.uuid(),
  provider: providerIdSchema,
  name: z.string(),
  /** False: its addresses stand, and nothing can be connected by it yet. */
  hasKeys: z.boolean(),
  /** What calls of the provider say of the keys: none has come since they were saved, they fit, or they do not. */
  calls: z.object({
    state: z.enum(['none', 'taken', 'refused']),
    at: z.date().nullable(),
    takenAt: z.date().nullable(),
  }),
  createdAt: z.date(),
  /** Names of what is connected by it. */
  accounts: z.array(z.string()),
})

export const appListInput = z.object({ provider: providerIdSchema })
export const appListSchema = z.object({
  guide: z.string(),
  /** Where an app is registered at the provider. */
  registerUrl: z.url(),
  items: z.array(appSchema),
})

/** Secrets go in and never come out. */
export const appDetailSchema = appSchema.extend({
  registerUrl: z.url(),
  addresses: z.array(z.object({ label: z.string(), url: z.url() })),
  /** To be pasted at the provider. */
  manifest: z.string(),
  groups: z.array(settingGroupSchema),
  values: z.record(z.string(), z.unknown()),
  /** False: the keys that were saved cannot be opened any more. */
  isReadable: z.boolean(),
})

const nameFault = 'Name: give it 1 to 35 characters.'
export const beginAppInput = z.object({
  provider: providerIdSchema,
  name: z.string(nameFault).trim().min(1, nameFault).max(35, nameFault),
})
export const appKeysInput = z.object({ id: z.uuid(unknownId), values: z.record(z.string(), z.unknown()) })
