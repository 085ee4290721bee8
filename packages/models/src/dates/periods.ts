import { TZDate } from '@date-fns/tz'
import {
  addDays,
  addWeeks,
  lastDayOfMonth,
  lastDayOfQuarter,
  lastDayOfYear,
  nextFriday,
  nextMonday,
  startOfDay,
} from 'date-fns'
import { thingBehind } from './attributive'

/** Words that name a day by a period of the calendar: 'fin du mois', 'Anfang nächster Woche', 'within two weeks'. */
export type PeriodPhrase = { pattern: RegExp; resolve(match: RegExpExecArray, now: TZDate): { day: Date } | null }

/** The months in the languages read here; no beginnings only: 'marketing' and 'mayor' are none. */
const months = [
  'january januar janvier enero gennaio janeiro januari jan',
  'february februar février fevrier febrero febbraio fevereiro februari feb',
  'march märz mars marzo março maart mar',
  'april avril abril aprile apr',
  'may mai mayo maggio maio mei',
  'june juni juin junio giugno junho jun',
  'july juli juillet julio luglio julho jul',
  'august août aout agosto augustus aug',
  'september septembre septiembre settembre setembro sept sep',
  'october oktober octobre octubre ottobre outubro oct okt',
  'november novembre noviembre novembro nov',
  'december dezember décembre decembre diciembre dicembre dezembro dec dez',
].map((names) => names.split(' '))
const monthName = String.raw`(${months.flat().join('|')})(?:,? (?:de |del )?(20\d\d))?`
const monthOf = (name: string | undefined) => months.findIndex((names) => names.includes(name?.toLowerCase() ?? ''))

const numbers: Record<string, number> = {
  // One to ten, where they are written out.
  ...countedIn('einer zwei drei vier fünf sechs sieben acht neun zehn'),
  ...countedIn('une deux trois quatre cinq six sept huit neuf dix'),
  ...countedIn('un dos tres cuatro cinco seis siete ocho nueve diez'),
  ...countedIn('una due tre quattro cinque sei sette otto nove dieci'),
  ...countedIn('een twee drie vier vijf zes zeven acht negen tien'),
}

function countedIn(words: string): Record<string, number> {
  return Object.fromEntries(words.split(' ').map((word, i) => [word, i + 1]))
}
const number = `(\\d{1,2}|${Object.keys(numbers).join('|')})`
const numberOf = (word: string | undefined) => numbers[word?.toLowerCase() ?? ''] ?? Number(word)

const before = String.raw`(?:by |before |until |bis (?:zum )?|zum |vor (?:dem |der )?|avant (?:la |le )?|d['’]ici (?:à )?(?:la )?|pour (?:la )?|antes (?:de|del|da|do) (?:el |o )?|para (?:el |o )?|hasta (?:el )?|até (?:ao |o |a )?|entro (?:la |il )?|voor (?:het )?|uiterlijk )?`
const phrase = (words: string) => new RegExp(`(?<![\\p{L}\\d])${before}(?:${words})(?![\\p{L}\\d])`, 'iu')

const bareLead =
  'by|before|until|till|no later than|not later than|due(?: on| by| at)?|deadline(?: is|:)?|in|for|at|around|towards?'

/** English words that are a date behind a 'by' and an adjective elsewhere; of the short ones nobody needs a 'by'. */
export const bareDate = (words: string, short?: string) =>
  new RegExp(
    String.raw`\b(?:(?:${bareLead}) (?:the )?(?:${words})${short ? `|(?:(?:by|before|until) )?${short}` : ''})(?![\p{L}\d]|${thingBehind})`,
    'iu',
  )

/** A working week ends on Friday; on Saturday and Sunday the next one is meant. */
const thisFriday = (now: TZDate) => (now.getDay() === 5 ? now : nextFriday(now))

/** The 15th, or the last day, of a month that is named: the next one that has not passed, unless a year stands behind. */
function inMonth([, name, year]: RegExpExecArray, now: TZDate, dayIn: (first: Date) => Date): { day: Date } | null {
  const month = monthOf(name)
  if (month < 0) return null
  const dayOf = (inYear: number) => dayIn(dateOf(inYear, month, 1, now))
  if (year) return { day: dayOf(Number(year)) }
  const thisYear = dayOf(now.getFullYear())
  return { day: thisYear < startOfDay(now) ? dayOf(now.getFullYear() + 1) : thisYear }
}

export const periodPhrases: PeriodPhrase[] = [
  {
    pattern: phrase(
      String.raw`(?:the )?day after tomorrow|übermorgen|après[- ]demain|pasado mañana|dopodomani|depois de amanhã|overmorgen|i övermorgon`,
    ),
    resolve: (_, now) => ({ day: addDays(now, 2) }),
  },
  {
    pattern: phrase(
      String.raw`(?:the )?(?:beginning|start) of next week|early next week|anfang nächster woche|(?:le )?début de (?:la )?semaine prochaine|principios de la (?:próxima semana|semana que viene)|begin volgende week|inizio della prossima settimana`,
    ),
    resolve: (_, now) => ({ day: nextMonday(now) }),
  },
  {
    pattern: phrase(
      String.raw`ende nächster woche|(?:la )?fin de (?:la )?semaine prochaine|finales de la (?:próxima semana|semana que viene)|eind(?:e)? volgende week`,
    ),
    resolve: (_, now) => ({ day: addDays(nextFriday(addDays(now, -1)), 7) }),
  },
  {
    pattern: phrase(
      String.raw`ende (?:der|dieser) woche|wochenschluss|(?:la )?fin de (?:la |cette )?semaine|finales de (?:la |esta )?semana|(?:la )?fine (?:della |di questa )?settimana|(?:o )?(?:fim|final) da semana|(?:het )?einde? van (?:de|deze) week`,
    ),
    resolve: (_, now) => ({ day: thisFriday(now) }),
  },
  {
    pattern:
      /\b(?:by|before) (?:the |this )?weekend\b|\b(?:bis zum|bis|vor dem) wochenende\b|\bavant le (?:week-?end)\b|\bantes del fin de semana\b|\bvoor het weekend\b|\bprima del (?:fine settimana|weekend)\b/iu,
    resolve: (_, now) => ({ day: thisFriday(now) }),
  },
  {
    pattern: phrase(
      String.raw`ende (?:des|dieses) monats|(?:la )?fin (?:du|de ce) mois|(?:fin|finales) de(?:l| este)? mes|(?:la )?fine (?:del )?mese|(?:o )?(?:fim|final) do mês|(?:het )?einde? van de maand`,
    ),
    resolve: (_, now) => ({ day: lastDayOfMonth(now) }),
  },
  {
    pattern: phrase(
      String.raw`(?:the )?end of (?:the |this )?quarter|quartalsende|ende des quartals|(?:la )?fin (?:du|de) trimestre|(?:fin|finales) de(?:l)? trimestre`,
    ),
    resolve: (_, now) => ({ day: lastDayOfQuarter(now) }),
  },
  { pattern: bareDate('quarter[- ]end', 'eoq'), resolve: (_, now) => ({ day: lastDayOfQuarter(now) }) },
  {
    pattern: phrase(
      String.raw`(?:the )?end of (?:the |this )?year|jahresende|ende des jahres|(?:la )?fin (?:de l['’]|d['’])année|(?:fin|finales) de año|(?:la )?fine (?:dell['’])?anno|(?:o )?(?:fim|final) do ano|(?:het )?einde? van het jaar`,
    ),
    resolve: (_, now) => ({ day: lastDayOfYear(now) }),
  },
  { pattern: bareDate('year[- ]end', 'eoy'), resolve: (_, now) => ({ day: lastDayOfYear(now) }) },
  {
    pattern: phrase(`(?:ende|eind|fin|fine(?! may| march)|finales de|fin de|fim de) ${monthName}`),
    resolve: (match, now) => inMonth(match, now, lastDayOfMonth),
  },
  {
    pattern: phrase(`(?:in )?(?:(?:the )?middle of |mitte |mi-|mediados de |metà )${monthName}`),
    resolve: (match, now) => inMonth(match, now, (first) => addDays(first, 14)),
  },
  {
    pattern: bareDate(`mid[- ]${monthName}`),
    resolve: (match, now) => inMonth(match, now, (first) => addDays(first, 14)),
  },
  {
    pattern:
      /\b(?:by |on )?(?:a week (?:from|on) )(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:by |on )?(mon|tues|wednes|thurs|fri|satur|sun)day week\b/i,
    resolve: (match, now) => ({ day: addWeeks(weekdayAhead(match[1] ?? match[2] ?? '', now), 1) }),
  },
  {
    pattern: new RegExp(
      `(?<!\\p{L})(?:innerhalb (?:von )?|binnen |in den nächsten |sous |dans (?:les|un délai de) |dentro de |en (?:un )?plazo de |(?:nel giro di|entro) )${number} (?:(tag|jour|día|giorn|dag)|(?:woche|semaine|semana|settiman|week|weken))\\p{L}*`,
      'iu',
    ),
    resolve: (match, now) => ({ day: addDays(now, numberOf(match[1]) * (match[2] ? 1 : 7)) }),
  },
  {
    pattern:
      /(?<!\p{L})(?:innerhalb (?:von )?|binnen |sous |dans les |en |entro )(24|48|72) (?:stunden|heures|horas|ore|uur|h\b)/iu,
    resolve: (match, now) => ({ day: addDays(now, Number(match[1]) / 24) }),
  },
  {
    pattern:
      /\b(?:bis(?: zum| spätestens)?|spätestens(?: am)?|am|zum|vor dem) (\d{1,2})\.\s?(\d{1,2})\.(?!\d|\s\d{4}\b)/i,
    resolve: (match, now) => dayAhead(Number(match[1]), Number(match[2]) - 1, now),
  },
  // In English 'by 2.5.' ends a sentence about an amount.
  {
    pattern:
      /(?<!\b(?:rose|rises?|risen|gr[eo]wn?|f[ea]ll|fallen|dropped|increased?|decreased?|reduced?|cut|raised?|up|down|higher|lower|more|less) )\b(?:by|before|until) (\d{2})\.(0[1-9]|1[0-2])\.(?!\d|\s\d{4}\b)/i,
    resolve: (match, now) => dayAhead(Number(match[1]), Number(match[2]) - 1, now),
  },
]

/** The next such weekday, never today: where a week is added to it. */
function weekdayAhead(name: string, now: TZDate): Date {
  const wanted = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'].indexOf(name.slice(0, 3).toLowerCase())
  const ahead = (wanted - now.getDay() + 7) % 7
  return addDays(now, ahead === 0 ? 7 : ahead)
}

/** A day and month without a year: the next such day. Null for one that no calendar holds. */
function dayAhead(day: number, month: number, now: TZDate): { day: Date } | null {
  const thisYear = dateOf(now.getFullYear(), month, day, now)
  const found = thisYear < startOfDay(now) ? dateOf(now.getFullYear() + 1, month, day, now) : thisYear
  return found.getMonth() === month && found.getDate() === day ? { day: found } : null
}

const dateOf = (year: number, month: number, day: number, now: TZDate) =>
  new TZDate(year, month, day, now.timeZone ?? 'UTC')
