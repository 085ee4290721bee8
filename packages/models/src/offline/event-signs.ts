import type { EventItem } from '@switchboard/core/items'

/** What is known of an event beside what its text asks for. `note` says it to people; without one it is too slight to be told. */
export type EventSign = {
  name: string
  note?: string
  /** What it adds to the log-odds that something is to be done. */
  weight: number
  holds(event: EventItem, person: Person): boolean
}

type Person = { name: string | null; addresses: string[] }

const domainOf = (address: string | null) => address?.split('@')[1]?.toLowerCase()

/** The person, and those who have an address where the person has one. */
const isOutsider = (addresses: string[]) => {
  const known = new Set(addresses.map(domainOf))
  return ({ address }: { address: string | null }) => address !== null && !known.has(domainOf(address))
}
const isOwn = ({ organiser }: EventItem, { addresses }: Pick<Person, 'addresses'>) =>
  organiser.address !== null && addresses.includes(organiser.address)
const others = ({ attendees, organiser }: EventItem, { addresses }: Pick<Person, 'addresses'>) =>
  [...attendees, organiser].filter(({ address }) => address === null || !addresses.includes(address))

const titled =
  (pattern: RegExp): EventSign['holds'] =>
  ({ title }) =>
    pattern.test(title)

/** 'Grant application due', 'Deadline: …', 'Abgabe …'; 'due diligence' and 'due to' are none. */
const dueTitle =
  /\b(?:due(?! (?:to|diligence)\b)(?: (?:date|today|by \w+))?|deadline|submission|hand-?in|cut-?off|abgabe(?:termin|frist)?|einreichfrist|frist|échéance|date limite|à rendre|fecha (?:límite|de entrega)|vencimiento)\W*$|^(?:deadline|due|submission|abgabe|frist|échéance|date limite|fecha límite)\b(?! diligence)/i
/** What ends on a day, of days alone: 'deadline Q1 forecast'. */
const dueDay = /\bdeadline (?:for|of)\b|\b(?:expires|runs out|läuft ab|expire|caduca)\b/i

/** A block of one's own that is called like a command is itself what is to be done: 'Renew passport'. */
const isErrand = (title: string) =>
  /^(?:submit|renew|file|hand in|send|pay|finish|prepare|register|apply|book|sign|return|write|update|complete|cancel|buy)\b(?! (?:day|club|fair|launch|language|desk|office)\b)/i.test(
    title,
  ) && title.split(' ').length >= 2

/** 'Ben: deadline week' tells of Ben. */
const isOfAnother = (title: string, { name }: Person) => {
  const whose = /^(\p{Lu}\p{Ll}+)(?:[:–—-]|['’]s\b)/u.exec(title)?.[1]
  return whose !== undefined && !isWord.test(whose) && !name?.split(' ').includes(whose)
}
const isWord = /^(?:deadline|due|submission|abgabe|frist|échéance|fecha|reminder|todo|task|final|project|report)$/i

/** The agenda gives the person a part: 'Ada: results of the test', 'new brand (Ada)', 'Ada presents …'. */
export function isNamedFor(text: string, { name }: Pick<Person, 'name'>): boolean {
  const first = name?.split(' ')[0]
  if (!first || !/^\p{L}+$/u.test(first)) return false
  return new RegExp(
    `(?:^|[\\n,;|•–-]) {0,4}@?${first}(?: \\p{Lu}[\\p{L}’'-]+)? ?[:–—] ?\\p{L}|\\(@?${first}(?: \\p{Lu}[\\p{L}’'-]+)?[),]|\\b${first}(?: \\p{Lu}[\\p{L}’'-]+)? (?:(?:to|will) (?!join|be\\b|attend|come|listen|sit|watch)|presents|shows|leads|covers|moderates|demos|explains|takes|brings|prepares|sends|mails|stellt|zeigt|présente|presenta)(?:\\b|(?<= ))`,
    'u',
  ).test(text)
}

/** Weights were chosen by hand on `fixtures/events-train.jsonl`; docs/judgement.md tells how far they reach. */
export const eventSigns: EventSign[] = [
  {
    name: 'weighty',
    note: 'such a meeting is usually prepared for',
    weight: 2.8,
    holds: titled(
      /\b(interviews?|screening( call)?|pitch|presentation|keynote|(guest )?lecture|recording|thesis|defen[cs]e|viva|(driving|language|entrance|aptitude|mock) (test|exam)|certification|speech|eulogy|speaking at|budget (meeting|planning)|due diligence|journalist|press (call|conference|meeting)|salary|compensation|pay rise|feedback talk|promotion|signing|sales call|discovery( call)?|(client|customer|investor) (call|meeting|visit)|rfp|tender|workshop|board|steering|committee|negotiations?|kick-?off|demo|audit|hearing|exam|appraisal|(performance|quarterly|annual|business|design|architecture|contract|budget|portfolio|project|security|vendor|your|year-end) (business )?review|review with|qbr|go ?\/? ?(or )?no-?go|sign-?off|briefing|strategy|candidates?|panel|podium|investors?|council|crit|rehearsal|dry run|okrs?|handover|opening meeting|moving day|reading circle|book club|tax|bank|notary|lawyer|jahresgespräch|mitarbeitergespräch|präsentation|vorstellungsgespräch|verhandlung|vorstand\w*|aufsichtsrat|entretien|présentation|négociation|entrevista|presentación|negociación)\b/i,
    ),
  },
  {
    name: 'due',
    note: 'something has to be done by then',
    weight: 4.4,
    holds: (event, person) => {
      const { title, days } = event
      return (
        (dueTitle.test(title) ||
          (days !== null && dueDay.test(title)) ||
          (isErrand(title) && others(event, person).length === 0)) &&
        !isOfAnother(title, person)
      )
    },
  },
  {
    name: 'papers',
    note: 'papers are asked for there',
    weight: 3.4,
    holds: titled(
      /\b(visa|embassy|consulate|passport( office)?|mortgage|immigration|residence permit|citizenship|court (date|appearance|appointment)|accountant|bürgeramt|ausländerbehörde|standesamt|konsulat|botschaft|finanzamt|préfecture|consulat|ambassade|impôts|consulado|embajada|extranjería|hacienda)\b/i,
    ),
  },
  {
    name: 'light',
    note: 'such an appointment usually needs nothing',
    weight: -3.2,
    holds: titled(
      /\b(stand-?up|daily|scrum|lunch|breakfast|dinner|coffee|drinks|party|celebration|farewell|birthday|anniversary|holidays?|vacation|on leave|out of office|ooo|focus( time)?|block(ed|er)?|commute|flight|train to|travel|gym|yoga|concert|theatre|theater|cinema|movie|museum|football|brunch|picnic|barbecue|bbq|wedding|physio|massage|hairdresser|konzert|kino|abendessen|stammtisch|apéro|dîner|cena|concierto|run(ning)?|climbing|class|dentist|doctor|haircut|school|pick-?up|hold|office hours|reminder|home office|webinar|meetup|maintenance|fire drill|mittagessen|urlaub|geburtstag|feiertag|déjeuner|congés|almuerzo|vacaciones)\b/i,
    ),
  },
  {
    name: 'outside',
    note: 'with people from outside',
    weight: 1,
    holds: (event, person) => others(event, person).some(isOutsider(person.addresses)),
  },
  {
    name: 'own',
    note: 'you invite',
    weight: 0.9,
    holds: (event, person) => isOwn(event, person) && others(event, person).length > 0,
  },
  {
    name: 'part',
    note: 'you have a part in it',
    weight: 2.4,
    holds: ({ text }, person) =>
      isNamedFor(text, person) ||
      /\b(you(['’]ll| will)? (train|teach|demo|take us|walk us|run|pitch|chair|moderate)|you['’]?(re| are) (up|next|on|presenting|speaking|hosting|chairing|moderating|leading)\b|your (turn|slot|part|talk|session)\b|hear your (view|opinion|thoughts|ideas?)|your (view|opinion|input|thoughts|ideas?) on|pre-?reading|you (present|cover|sit on|lead|facilitate|moderate|host|speak|open|report|are on stage)|(everyone|everybody|each of (us|you)|each team) (presents?|brings?|prepares?|reports?|shows?)|(will|may|want to) ask (you )?(about|for)|pre-?read|homework)\b|\bchapters? \d/i.test(
        text,
      ),
  },
  { name: 'alone', weight: -0.8, holds: (event, person) => others(event, person).length === 0 },
  { name: 'series', note: 'one of a series', weight: -1.4, holds: ({ recurring }) => recurring },
  { name: 'wholeDay', note: 'all day', weight: -1, holds: ({ days }) => days !== null },
  { name: 'agenda', weight: 0.5, holds: ({ text }) => /\bagenda\b|tagesordnung|ordre du jour/i.test(text) },
  {
    name: 'nothing',
    note: 'says that nothing is needed',
    weight: -4,
    holds: ({ text }) =>
      /\b(no (preparation|action)( is)? (needed|required|necessary)|nothing to prepare|just (listen|join|show up)|recording will be shared|attendance is optional)\b/i.test(
        text,
      ),
  },
  {
    name: 'sells',
    note: 'advertises something',
    weight: -3.5,
    holds: ({ text }) =>
      /\b(\d+ ?% off|register now|early[- ]bird|free trial|unsubscribe|we help (companies|businesses|teams)|companies like yours|grow your|book a demo|free entry)\b/i.test(
        text,
      ),
  },
]

/** Before anything is known of an event: most need nothing. */
export const eventBias = -1.8
