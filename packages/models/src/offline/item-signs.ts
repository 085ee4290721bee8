import type { ItemSnapshot } from '@switchboard/core/items'

/** What kind of item it is, beside its sentences. `note` says it to people; without one it is too slight to be told. */
export type ItemSign = {
  name: string
  note?: string
  /** What it counted before anything was learnt; training moves it from here as far as the examples ask for. */
  prior: number
  holds(item: ItemSnapshot, whole: string): boolean
}

const robot =
  /no-?reply|do-?not-?reply|notifications?@|mailer|newsletter|news@|updates?@|alerts?@|noreply|ne-?pas-?repondre|digest|marketing|info@.*(news|mail)/i
const mail = (item: ItemSnapshot) => item.kind === 'email'
/** Business letters in one sentence may sound like that; whole ones sell. */
const pitches = (pattern: RegExp) => (item: ItemSnapshot, whole: string) =>
  item.text.length > 200 && pattern.test(whole)
const says = (pattern: RegExp) => (_: ItemSnapshot, whole: string) => pattern.test(whole)

export const itemSigns: ItemSign[] = [
  { name: 'bulk', note: 'sent to a list', prior: -2.2, holds: (item) => item.kind === 'email' && item.bulk },
  {
    name: 'robot',
    note: 'sent by a machine',
    prior: -1.1,
    holds: (item) => mail(item) && robot.test(item.sender.address ?? ''),
  },
  {
    name: 'automatic',
    note: 'an automatic answer',
    prior: -3,
    holds: (item) =>
      mail(item) &&
      /^(accepted|declined|tentative|cancell?ed|automatic reply|out of office|abwesenheit|automatische antwort|réponse automatique|respuesta automática)\b/i.test(
        item.title,
      ),
  },
  {
    name: 'sells',
    note: 'advertises something',
    prior: -1.6,
    holds: says(
      /\b(\d+ ?% off|sale ends|shop now|order now|book now|watch now|limited[- ]time|unsubscribe|opt[- ]?out|abmelden|se désabonner|exclusive (offer|deal)|free trial|try (it |\d+ \w+ )?free|upgrade (now|today|to)|webinar|special offer|last chance|register now|our (latest|new) (newsletter|issue|blog)|manage (your )?(preferences|notifications|settings)|(email|communication) (settings|preferences)|you('re| are) receiving this|you receive this)\b/i,
    ),
  },
  {
    name: 'pitch',
    prior: -2,
    holds: pitches(
      /\b(we help (companies|businesses|teams)|companies like yours|quick (15|10|20|30)[- ]?min|leads|book a demo|grow your|boost your|impressed (by|with) your|learn more|read more|find out more|win a\b|your chance to|not interested\?|just hit reply)/i,
    ),
  },
  {
    name: 'bait',
    note: 'reads like a bait',
    prior: -4,
    holds: says(
      /\b(verify|confirm|update|validate) your (password|account|identity|billing|payment|log-?in)\b[\s\S]{0,160}\b(closed|suspended|locked|deactivated|terminated|restricted|lost)\b|\b(you('ve| have)?|has|have) won\b|\bclaim (your|the) (prize|reward|refund|winnings)\b|\btransfer \$?[\d.,]+ ?(million|m\b)|\b(beneficiary|inheritance|processing fee)\b/i,
    ),
  },
  {
    name: 'nothing',
    note: 'says that nothing is needed',
    prior: -2.6,
    holds: says(
      /\b(no (further |customer )?action (is )?(needed|required|necessary)|no further steps|nothing (for you |else )?(to do|you need to do)|(don['’]t|do not) (need|have) to do anything|no (reply|response) (is )?(needed|necessary|required)|no need to (reply|respond|do anything)|(just|for) (fyi|your information)( only)?|fyi only|purely for (your )?information|information only|nicht erforderlich|zur info|no se requiere|aucune action)\b/i,
    ),
  },
  {
    name: 'settled',
    prior: -0.8,
    holds: says(
      /\b(resolved|is (now )?(settled|sorted|closed|fixed|done|back|up)|was (closed|approved|merged|completed|carried out)|all (sorted|set|done|good)|never ?mind|has been (closed|approved|merged|completed|published|recorded|cancell?ed)|found it|payment received|arrived today|no more changes)\b/i,
    ),
  },
  {
    name: 'receipt',
    prior: -0.9,
    holds: says(
      /\b(receipt|(booking|order) confirmation|confirmation of|thank you for (your (order|booking|purchase|payment|interest)|booking|ordering|renewing)|has (been )?(shipped|delivered|received)|we (have )?received your|out for delivery|on its way|your (order|statement|bill|parcel|ticket|booking))\b/i,
    ),
  },
  {
    name: 'due',
    note: 'something is due',
    prior: 1.7,
    holds: says(
      /\b(invoice|rechnung|facture|factura)\b[\s\S]{0,200}\b(due|overdue|payable|fällig|échéance|outstanding|vence)\b|\b(payment (is )?(due|overdue|failed)|please pay|action (is )?(required|needed)|requires your (approval|review|signature|attention)|awaiting your|expires? (in|on|soon|tomorrow)|will expire|(over|past) ?due|amount due|couldn['’]t (charge|collect)|(review|approval|signature) requested|requested your (review|signature|approval)|waiting for your|assigned to you|late fee|final (notice|reminder)|(second|third) reminder)\b/i,
    ),
  },
  {
    name: 'addressed',
    note: 'addressed to you',
    prior: 0.5,
    holds: (item) => item.kind === 'message' && (item.direct || item.mentionsOwner),
  },
  {
    name: 'joins',
    prior: -0.3,
    holds: says(
      /^(dear (all|friends|colleagues|customers?|members?|parents|students|reader)|hi (all|everyone|folks|team)|hello everyone)\b/im,
    ),
  },
]
