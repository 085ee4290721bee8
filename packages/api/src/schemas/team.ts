import { fieldLimits } from '@switchboard/core/field-limits'
import { z } from 'zod'
import { providerIdSchema } from './common'
import { settingGroupSchema } from './settings'

export const roleSchema = z.enum(['owner', 'admin', 'member'])

export const meSchema = z.object({
  user: z.object({ id: z.uuid(), name: z.string().nullable(), email: z.string(), timeZone: z.string().nullable() }),
  team: z.object({ id: z.uuid(), name: z.string() }),
  role: roleSchema,
  teams: z.array(z.object({ id: z.uuid(), name: z.string() })),
})

const nameFault = 'Name: give the name that others see you by.'

export const profileInput = z.object({
  name: z
    .string(nameFault)
    .trim()
    .min(1, nameFault)
    .max(fieldLimits.name, `Name: shorten it to ${fieldLimits.name} characters.`)
    .optional(),
  timeZone: z.string().max(60, 'Time zone: choose one from the list.').optional(),
})

/** What is absent keeps its value; null follows the operator's default. */
export const teamSettingsInput = z.object({ settings: z.record(z.string(), z.unknown()) })

/** The settings with their form, as a connection's have one. */
export const teamSettingsSchema = z.object({
  settings: z.record(z.string(), z.unknown()),
  settingGroups: z.array(settingGroupSchema),
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

/** Off for the installation or for the team is off. */
export const integrationsSwitchSchema = z.object({
  forAll: z.boolean(),
  forTeam: z.boolean(),
  undecided: z.boolean(),
  /** Whether the caller runs the installation, and switches it for all teams. */
  isOperator: z.boolean(),
})

/** What providers want to sign by, for the person who runs the installation to confirm. */
export const offeredSecretsSchema = z.object({
  items: z.array(
    z.object({
      provider: providerIdSchema,
      name: z.string(),
      secret: z.string(),
      offeredAt: z.date(),
      advice: z.string(),
    }),
  ),
})

/** Null without a sandbox; otherwise what is simulated and where its page is. */
export const systemSchema = z.object({
  sandbox: z.object({ simulated: z.array(z.string()), url: z.string() }).nullable(),
  gatewayUrl: z.string(),
  generatorLabel: z.string(),
  integrations: integrationsSwitchSchema,
})
