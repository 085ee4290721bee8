import { z } from 'zod'
import { microsPerDollar } from '../micros-per-dollar'

/** What people read of a setting. A refusal begins with the label, the words by which the page calls the setting. */
export type SettingWords = { label: string; hint: string; group: string }
type WordsOfOptional = SettingWords & { whenEmpty?: string }

/** What each kind of setting carries in its schema's metadata; `settingFormOf` makes the page's form of it. */
export const settingMetaSchema = z.object({
  label: z.string().min(1),
  hint: z.string().min(1),
  group: z.string().min(1),
  /** Of numbers; `%` for a share that is stored from 0 to 1, `US dollars` for an amount that is stored in their millionths. */
  unit: z.string().optional(),
  /** What an empty field stands for, short enough to be shown in its place. */
  whenEmpty: z.string().optional(),
  /** Of texts: never shown again once it was given. */
  secret: z.boolean().optional(),
})

/** What may happen at the provider when a task is finished. Only this policy selects a side effect, never an item. */
export const sideEffectPolicies = { Always: 'auto', 'Ask me': 'ask', Never: 'never' } as const
export const sideEffectPolicySchema = z.enum(sideEffectPolicies)
export type SideEffectPolicy = z.infer<typeof sideEffectPolicySchema>

type Range = { min: number; max: number; unit: string }

export const wholeNumberSetting = (words: SettingWords, range: Range) =>
  wholeNumber(words, range, `${wholeNumberWanted(words, range)}.`)

/** Null, an empty field on the page, means that there is no such limit, or what `whenEmpty` says. */
export const wholeNumberOrEmptySetting = (words: WordsOfOptional, range: Range) =>
  wholeNumber(words, range, `${wholeNumberWanted(words, range)}, or leave it empty.`).nullable()

const wholeNumberWanted = ({ label }: SettingWords, { min, max, unit }: Range) =>
  `${label}: give a whole number of ${unit} from ${min} to ${max.toLocaleString('en')}`

const wholeNumber = (words: SettingWords, { min, max, unit }: Range, message: string) =>
  z
    .number(message)
    .int(message)
    .min(min, message)
    .max(max, message)
    .meta({ ...words, unit })

/** A share from 0 to 1 that people read and write in percent. */
export function percentage(label: string, min: number, max: number) {
  const message = `${label}: give a percentage from ${min} to ${max}.`
  return z
    .number(message)
    .min(min / 100, message)
    .max(max / 100, message)
}

export const percentSetting = (words: SettingWords, { min, max }: { min: number; max: number }) =>
  percentage(words.label, min, max).meta({ ...words, unit: '%' })

/** An amount of US dollars, stored in their millionths. Null, an empty field on the page, means that there is no such limit. */
export function dollarsOrEmptySetting(words: WordsOfOptional, { min, max }: { min: number; max: number }) {
  const message = `${words.label}: give an amount from ${min} to ${max.toLocaleString('en')} US dollars, or leave it empty.`
  return z
    .number(message)
    .int(message)
    .min(min * microsPerDollar, message)
    .max(max * microsPerDollar, message)
    .meta({ ...words, unit: 'US dollars' })
    .nullable()
}

export const switchSetting = (words: SettingWords) =>
  z.boolean(`${words.label}: switch it on or off.`).meta({ ...words })

const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** One of a few values, which stand under the words that people choose by. */
export const choiceSetting = <const Options extends Record<string, string>>(words: SettingWords, options: Options) =>
  z.enum(options, `${words.label}: choose ${alternatives.format(Object.keys(options))}.`).meta({ ...words })

export const policySetting = (words: SettingWords) => choiceSetting(words, sideEffectPolicies)

/** A few names, separated by commas on the page. `noun`: what one of them is called, `nouns` what several are. */
export function wordsSetting(
  words: SettingWords,
  { noun, nouns = `${noun}s`, most, longest }: { noun: string; nouns?: string; most: number; longest: number },
) {
  const { label } = words
  const message = `${label}: give names of ${nouns}.`
  return z
    .array(
      z
        .string(message)
        .trim()
        .min(1, `${label}: leave out the ${noun} without a name.`)
        .max(longest, `${label}: shorten the name to ${longest} characters.`),
      message,
    )
    .max(most, `${label}: give at most ${most} ${nouns}.`)
    .meta({ ...words })
}

/** A line of text. `mayBeEmpty`: that it may be left out; `whenEmpty` says what that stands for. */
export function textSetting(
  words: WordsOfOptional,
  { longest, mayBeEmpty = false }: { longest: number; mayBeEmpty?: boolean },
) {
  const { label } = words
  const text = z
    .string(`${label}: fill this in.`)
    .trim()
    .max(longest, `${label}: shorten it to ${longest} characters.`)
    .regex(/^\P{Cc}*$/u, `${label}: leave out line breaks and other controls.`)
  return (mayBeEmpty ? text : text.min(1, `${label}: fill this in.`)).meta({ ...words })
}

/** A password or a token: typed, sent once, and shown to nobody afterwards. */
export const secretSetting = (words: SettingWords, { longest }: { longest: number }) =>
  z
    .string(`${words.label}: fill this in.`)
    .min(1, `${words.label}: fill this in.`)
    .max(longest, `${words.label}: this is longer than ${longest} characters.`)
    .meta({ ...words, secret: true })
