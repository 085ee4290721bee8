import { settingRanges } from '@switchboard/core/teams/settings'
import { z } from 'zod'

export const roleSchema = z.enum(['owner', 'admin', 'member'])

export const meSchema = z.object({
  user: z.object({ id: z.uuid(), name: z.string().nullable(), email: z.string(), timeZone: z.string().nullable() }),
  team: z.object({ id: z.uuid(), name: z.string() }),
  role: roleSchema,
  teams: z.array(z.object({ id: z.uuid(), name: z.string() })),
})

const nameFault = 'Name: give the name that others see you by.'

export const profileInput = z.object({
  name: z.string(nameFault).trim().min(1, nameFault).max(100, 'Name: shorten it to 100 characters.').optional(),
  timeZone: z.string().max(60, 'Time zone: choose one from the list.').optional(),
})

const undoFault = 'Undo is possible for: give whole seconds from 3 to 60, or leave it empty.'
const keepFault = 'Keep the log of syncs for: give whole days from 1 to 3650, or leave it empty.'
const budgetFault = 'Monthly budget: give an amount from 0 to 1,000,000 US dollars, or leave it empty for no limit.'

const wholeNumber = ({ min, max }: { min: number; max: number }, fault: string) =>
  z.number(fault).int(fault).min(min, fault).max(max, fault)

/** What is absent keeps its value; null follows the operator's default. */
export const teamSettingsInput = z
  .object({
    undoWindowSeconds: wholeNumber(settingRanges.undoWindowSeconds, undoFault).nullable(),
    keepRunsDays: wholeNumber(settingRanges.keepRunsDays, keepFault).nullable(),
    offlineOnly: z.boolean('Generator: choose one from the list.'),
    monthlyBudgetMicros: wholeNumber(settingRanges.monthlyBudgetMicros, budgetFault).nullable(),
  })
  .partial()

const numberSetting = z.object({
  value: z.number().nullable(),
  default: z.number().nullable(),
  min: z.number(),
  max: z.number(),
})

/** Each setting of the team, what holds while it is null, and what it takes. */
export const teamSettingsSchema = z.object({
  undoWindowSeconds: numberSetting,
  keepRunsDays: numberSetting,
  monthlyBudgetMicros: numberSetting,
  offlineOnly: z.object({ value: z.boolean(), default: z.boolean() }),
  configuredGenerator: z.object({ label: z.string(), offline: z.boolean() }),
  lastChange: z.object({ by: z.string().nullable(), at: z.date() }).nullable(),
})

export const membersSchema = z.object({
  items: z.array(
    z.object({ id: z.uuid(), name: z.string().nullable(), email: z.string(), role: roleSchema, since: z.date() }),
  ),
})

/** The generator in use and what it cost this calendar month (UTC), in millionths of a US dollar. */
export const usageSchema = z.object({
  generator: z.object({ name: z.string(), label: z.string(), offline: z.boolean() }),
  monthlyBudgetMicros: z.number().int().nullable(),
  spentMicros: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  calls: z.number().int(),
  perDay: z.array(z.object({ day: z.string(), calls: z.number().int(), costMicros: z.number().int() })),
})

/** Null without a sandbox; otherwise what is simulated and where its page is. */
export const systemSchema = z.object({
  sandbox: z.object({ simulated: z.array(z.string()), url: z.string() }).nullable(),
  gatewayUrl: z.string(),
  generatorLabel: z.string(),
})
