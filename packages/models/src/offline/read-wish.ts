import { cutText } from './cut-text'
import { startsWithVerb } from './features'

/** In UTF-16 units; the title is much shorter. */
const longestAsk = 1_000

/** Verbs of titles beside those that the classifier was trained with, whose list must stay as it is. */
const moreVerbs = new Set(
  (
    'align allocate amend analyse analyze archive assess assign assist authorise authorize be brief build calculate chat clean clear click compare ' +
    'compile compose configure convert cover cut define delegate delete deploy describe design determine develop dial disable disregard distribute ' +
    'do document double-check drop enable endorse enter escalate estimate evaluate examine exchange execute expedite export extend fetch finalise ' +
    'finalize flag format go grab grant guide hand identify implement import improve inspect investigate invoice issue label lead lend let link list ' +
    'listen load lock log mark merge message monitor name negotiate obtain outline pack page participate ping point prioritise prioritize produce ' +
    'proofread propose publish raise rank rate reach recommend record redo refer refund reject release remit rename reorder repair rephrase replace ' +
    'reschedule reset resolve respond restart restore retrieve rewrite ring rsvp scan search select settle sketch sort spare specify split store ' +
    'summarise summarize supply support swap switch tag tap text tidy track transfer translate type unblock unlock upgrade validate vet walk watch wire wrap'
  ).split(' '),
)
const isVerb = (text: string) => startsWithVerb(text) || moreVerbs.has(/^[a-z-]+/i.exec(text)?.[0].toLowerCase() ?? '')

/** What stands before an ask and is no part of it. */
const openings = [
  /^(?:[-*•·>]+|\d+[.)]|\(?[a-z]\))\s+/,
  /^(?:p\.?\s?s\.?|fyi|n\.?b\.?)[\s:.,–—-]+/i,
  /^(?:hi|hello|hey|dear)\b[^,!:]{0,40}[,!:]\s*/i,
  /^(?:so|and|but|also|then|now|ok|okay|anyway|well|yes|quick question|one (?:more )?thing(?: is left)?|in the meantime|if possible|if you (?:can|could|have time)|when(?:ever)? you (?:get|have) (?:a |the )?(?:chance|moment|minute|time))[,:.\s—–-]+/i,
]
/** 'Mike, …', 'Guys: …', 'However, …'. */
const address = /^@?\p{L}[\p{L}.'’]+(?:\s\p{Lu}[\p{L}.'’-]+)?\s*(?:,|:|\s[–—-])\s+/u
/** 'If you agree, …', 'For the full text …' up to the comma. */
const condition = /^(?:if|when|once|as soon as|before|after|for|to|in case|in order|since|as|because)\b[^,]{3,120},\s+/i

/** Forms that ask; an act follows, whatever its verb. */
const demands = [
  /^(?:would|do) you (?:please )?mind /i,
  /^(?:could|can|would|will) (?:you|u|someone|somebody|anyone|anybody|one of you|you guys) (?:please|kindly) (?:also |just )?/i,
  /^could (?:you|u|someone|somebody|one of you|you guys) (?:possibly |also |just |maybe |perhaps |be able to )*/i,
  /^(?:i|we)(?:['’]d| would)? ?(?:still |really |urgently |also |just )?(?:need|like|want|ask|expect|require|asking) (?:for )?(?:you|your team|everyone|all of you) to /i,
  /^(?:i|we) (?:was|were|am|are|['’]m|['’]re) (?:just )?(?:wondering|hoping) (?:if|that|whether) (?:you|someone) (?:could|can|would|might) (?:please )?/i,
  /^(?:it would be|it['’]d be|it is|would be) (?:very |really |so )?(?:great|good|nice|helpful|lovely|appreciated|useful) if (?:you|someone) (?:could|can|would) /i,
  /^(?:i|we) (?:would|['’]d) (?:really |greatly )?(?:appreciate it|be grateful|be glad|be happy) if (?:you|someone) (?:could|can|would) /i,
  /^(?:please|pls|plz|kindly)[,:]? (?:also |just )?(?:make sure (?:to|that you) |be sure to |remember to |don['’]t forget to )?/i,
  /^(?:a )?(?:gentle |friendly |quick |just a )?reminder (?:to|that you (?:need|have) to) /i,
  /^(?:don['’]t|do not|never) forget to /i,
  /^(?:please )?(?:remember|be sure|make sure) to /i,
]
/** Forms that ask only when a verb follows that one can act on: 'can you see' does not. */
const offers = [
  /^(?:could|can|would|will) (?:you|u|someone|somebody|anyone|anybody|one of you|you guys) (?:possibly |also |just |maybe |perhaps |be able to )*/i,
  /^(?:is it|would it be|are you|would you be) (?:at all )?(?:possible|able)(?: for (?:you|someone))? to /i,
  /^any chance (?:(?:that )?(?:you|someone) (?:can|could|would)|of|for) /i,
  /^(?:you|everyone|everybody|all of you|we|we all)(?: guys)?(?: may| might| will|['’]ll)? (?:still |also |just |really )?(?:need|needs|have|has|ought) to /i,
  /^(?:you|everyone|everybody|all of you|we|we all) (?:must|should) (?:also |just |really )?/i,
  /^(?:let['’;]?s|let us|shall we|should we)(?: (?:please|just|try to|all|you and i))* /i,
]
/** Where an ask begins within a sentence that begins with something else. */
const within =
  /(?:^|[\s,;:.!?–—-])(?=(?:please|pls|kindly|(?:could|can|would|will) you(?! (?:be|like|want|have))|(?:need|want|ask(?:ing)?|expect)(?: for)? you to|(?:don['’]t|do not) forget to|let['’]?s|let (?:me|us) know|(?:i|we) (?:still |really |urgently )?need (?:your|the|an?)|(?<=\b(?:know|see|wonder|wondering|appreciate|appreciate it|great|helpful|nice|good|grateful|glad|ask|asking|check)\s)if you (?:could|can|would)(?: please| kindly| possibly)?)\s+\S)/i
const inner =
  /^(?:need|want|ask(?:ing)?|expect)(?: for)? you to |^if you (?:could|can|would)(?: please| kindly| possibly)? /i

/** After 'please': no acts of the reader's, or none at all. */
const noAct =
  /^(?:let (?:me|us)\b|be (?:advised|informed|aware|assured|reminded)|note\b|feel free|(?:don['’]t|do not) (?:hesitate|worry)|accept (?:my|our)|excuse|forgive|find (?:it|me|us)\b|the|an?|this|that|these|those|my|our|your|for|in|on|with|if|and|or|it|me|us|i|we|he|she|they|you|any|no|only|not|see|believe|think|hope|like|want|know|afford|imagine|hear|agree|prefer|ever|still|always)\b/i

/** A sentence's ask in the imperative, without politeness, date and what follows from it. Null when it names no act. */
export function readWish(ask: string, sender: string, dueQuote: string | null): string | null {
  const act = findAct(plain(cutText(ask, longestAsk)), sender)
  if (!act) return null
  const wish = tidy(withoutDate(act, dueQuote), sender)
  return /\p{L}{2}/u.test(wish) ? wish : null
}

const plain = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(attached|enclosed),? (?:please |you (?:will |can )?|you['’]ll )find /i, 'find $1 ')

function findAct(sentence: string, sender: string): string | null {
  let text = sentence
  for (let before = ''; before !== text;) {
    before = text
    for (const opening of openings) text = text.replace(opening, '')
    const act = actOf(text, sender)
    if (act) return act
    const called = address.exec(text)
    text = called ? text.slice(called[0].length) : text.replace(condition, '')
  }
  const place = within.exec(text)
  return place ? actOf(text.slice(place.index + place[0].length).replace(inner, 'please '), sender) : null
}

function actOf(text: string, sender: string): string | null {
  for (const demand of demands) {
    const asked = demand.test(text) ? bareVerb(text.replace(demand, '')) : null
    if (asked) return specialAct(asked, sender) ?? (noAct.test(asked) ? null : (actOf(asked, sender) ?? asked))
  }
  for (const offer of offers) {
    const asked = offer.test(text) ? bareVerb(text.replace(offer, '')) : null
    if (asked) return specialAct(asked, sender) ?? (isVerb(asked) && !/^be\b/i.test(asked) ? asked : null)
  }
  return specialAct(text, sender) ?? (isVerb(text) && !noCommand.test(text) ? text : null)
}

/** Begins like a command and is a question or a heading. */
const noCommand = /^(?:let (?:me|us)\b|(?:be|do|have) (?:you|we|i|they|there|any)\b|[\p{L}-]+\s*:)/iu

/** Acts that are said in other words. */
function specialAct(text: string, sender: string): string | null {
  const news = /^let (?:me|us) know\b(.*)$/i.exec(text)?.[1]?.replace(/^[,:]? ?(?:of |about )?/i, '')
  if (news !== undefined) {
    if (/^if (?:you (?:have|need|want|would|require)|you['’]d|there|anything|i\b)/i.test(news)) return null
    // Nothing is said of what: it stands in the sentence before.
    return /^(?:what|when|where|which|who|why|how|if|whether|that|your?|the|an?|any|some|of|about)\b/i.test(news)
      ? `tell ${sender} ${news}`
      : `answer ${sender}`
  }
  if (/^let (?:me|us)\b/i.test(text)) return null
  if (/^(?:find|see|check)(?: the)? (?:attached|enclosed|attachments?)\W*$/i.test(text)) return 'look at the attachment'
  const enclosed =
    /^(?:find|see) (?:(?:attached|enclosed|below)(?: herewith)?:? (?<behind>.+)|(?<before>.+?) (?:attached|enclosed)\b.*)$/i.exec(
      text,
    )?.groups
  if (enclosed) return `look at ${enclosed.behind ?? enclosed.before ?? ''}`
  const thing =
    /^(?:i|we) (?:still |really |urgently |also |just |will |would )*need (?<thing>(?:your|the|an?|some|all|more|both|one|two|three|\d+)\b.+)$/i.exec(
      text,
    )?.groups?.thing
  return thing && !/\bto be\b/.test(thing) ? `get ${sender} ${thing}` : null
}

/** 'Would you mind sending': the verb without its ending. */
const bareVerb = (text: string) =>
  text.replace(/^([a-z]+)ing\b/i, (word, stem: string) => {
    const forms = [stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')]
    return forms.find(isVerb) ?? word
  })

/** The date has a field of its own; one that belongs to a noun stays: 'Friday’s candidate', 'the Monday meeting'. */
function withoutDate(text: string, dueQuote: string | null): string {
  const quote = dueQuote?.replace(/\s+/g, ' ')
  const at = quote ? text.indexOf(quote) : -1
  if (!quote || at < 0) return text
  const [before, behind] = [text.slice(0, at), text.slice(at + quote.length)]
  const partOfNoun =
    /^(?:['’]|\s+(?:or|and|through|to|-)\s+(?:[a-z]+day\b|tomorrow|\d))/i.test(behind) ||
    /\b(?:the|an?|your|our|my|his|her|their|every|each|this|between|from|after|since) $/i.test(before)
  if (partOfNoun) return text
  return `${before.replace(/\s+(?:by|before|until|for|on|at|and|or)\s*$/i, ' ')}${behind}`.replace(/\s+/g, ' ')
}

const reasons =
  /\s*[,;–—]\s*(?:so\b|because|since|as |which|and it|if not|otherwise|thanks|thank you|please|we |i |you (?:have|can|will|are)\b|and (?:i|we)\b|cheers).*$/i
const asides = [
  /\s+(?:so that|so (?:i|we)\b|because|in order to|thanks|thank you|please|as (?:i|we|it|he|she|they)\b).*$/i,
  /\s+(?:and|&|so|then|but)\s+(?:then )?(?:i|we)(?:['’;]ll| will| can| could| would| may| shall|['’]d| are| am| have)\b.*$/i,
  /(?:\s+[-–—]+\s+|\s*--+\s*|\.{2,}|…).*$/,
  /[,\s]*\(?\b(?:as soon as possible|asap|urgently|right (?:now|away)|at (?:your|the) (?:earliest |own )?convenience|when(?:ever)? you (?:have|get) (?:time|a (?:chance|moment|minute))|if (?:at all )?possible|when possible|if you (?:can|could)|for me|going forward|in advance)\b\)?(?=[\s,.;!?]*$|\s+and\b)/i,
]

function tidy(text: string, sender: string): string {
  let wish = text.replace(reasons, '')
  for (const aside of asides) if (/\p{L}{2}/u.test(wish.replace(aside, ''))) wish = wish.replace(aside, '')
  if (wish === wish.toUpperCase()) wish = wish.toLowerCase()
  return wish
    .replace(/\b[Mm]e\b|\bus\b/g, sender)
    .replace(/\b(?:my|our)\b/gi, `${sender}’s`)
    .replace(/\bmyself\b/gi, sender)
    .replace(/\s+([,.;:!?])(?=\s|$)/g, '$1')
    .replace(/[\s,]+(?:by|before|until|and|or|the|for|but|so|then|from|of)$/i, '')
    .replace(/[\s.,;:!?([–—-]+$/, '')
    .trim()
}
