import type { EventItem } from '@switchboard/core/items'

/** What is known of an event beside what its text asks for. `note` says it to people; without one it is too slight to be told. */
export type EventSign = {
  name: string
  note?: string
  /** What it adds to the log-odds that something is to be done. */
  weight: number
  holds(event: EventItem, person: { addresses: string[] }): boolean
}

const domainOf = (address: string | null) => address?.split('@')[1]?.toLowerCase()

/** The person, and those who have an address where the person has one. */
const isOutsider = (addresses: string[]) => {
  const known = new Set(addresses.map(domainOf))
  return ({ address }: { address: string | null }) => address !== null && !known.has(domainOf(address))
}
const isOwn = ({ organiser }: EventItem, { addresses }: { addresses: string[] }) =>
  organiser.address !== null && addresses.includes(organiser.address)
const others = ({ attendees, organiser }: EventItem, { addresses }: { addresses: string[] }) =>
  [...attendees, organiser].filter(({ address }) => address === null || !addresses.includes(address))

const titled =
  (pattern: RegExp): EventSign['holds'] =>
  ({ title }) =>
    pattern.test(title)

/** Weights were chosen by hand on `fixtures/events-train.jsonl`; docs/judgement.md tells how far they reach. */
export const eventSigns: EventSign[] = [
  {
    name: 'weighty',
    note: 'such a meeting is usually prepared for',
    weight: 2.8,
    holds: titled(
      /\b(interviews?|pitch|presentation|keynote|lecture|workshop|board|steering|committee|negotiations?|kick-?off|demo|audit|hearing|exam|appraisal|(performance|quarterly|annual|business|design|your|year-end) (business )?review|review with|qbr|go ?\/? ?(or )?no-?go|sign-?off|briefing|strategy|candidates?|panel|podium|investors?|council|crit|rehearsal|dry run|okrs?|handover|opening meeting|moving day|deadline|tax|bank|notary|lawyer|jahresgespräch|mitarbeitergespräch|präsentation|vorstellungsgespräch|verhandlung|vorstand\w*|aufsichtsrat|entretien|présentation|négociation|entrevista|presentación|negociación)\b/i,
    ),
  },
  {
    name: 'light',
    note: 'such an appointment usually needs nothing',
    weight: -3.2,
    holds: titled(
      /\b(stand-?up|daily|scrum|lunch|breakfast|dinner|coffee|drinks|party|celebration|farewell|birthday|anniversary|holidays?|vacation|on leave|out of office|ooo|focus( time)?|block(ed|er)?|commute|flight|train to|travel|gym|yoga|run(ning)?|climbing|class|dentist|doctor|haircut|school|pick-?up|hold|office hours|reminder|home office|webinar|meetup|maintenance|fire drill|mittagessen|urlaub|geburtstag|feiertag|déjeuner|congés|almuerzo|vacaciones)\b/i,
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
    weight: 2,
    holds: ({ text }) =>
      /\b(you (present|cover|sit on|lead|facilitate|moderate|host|speak|open|report|are on stage)|(everyone|everybody|each of (us|you)|each team) (presents?|brings?|prepares?|reports?|shows?)|(will|may|want to) ask (you )?(about|for)|pre-?read|homework)\b|\bchapters? \d/i.test(
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
