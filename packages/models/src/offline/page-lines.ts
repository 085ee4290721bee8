import type { PageItem } from '@switchboard/core/items'
import type { ModelRequest } from '@switchboard/core/ports/task-model'
import { startsWithVerb } from './features'
import { readWish } from './read-wish'

/** A paragraph of a page that names the person, and what its form tells of it. */
export type PageLine = {
  /** As the page has it. */
  whole: string
  /** Without the name that it is put to: a part of the whole. */
  text: string
  /** What is to be done, of a table's row that says more. */
  wish: string | null
  boxed: boolean
  /** Whether it is put to the person; others only name them. */
  opens: boolean
  /** How likely its form alone makes it an ask; 0 where it tells nothing. */
  atLeast: number
  /** How likely it is an ask at the most. */
  atMost: number
}

/** '@Ada Lindqvist', and no more capitalised words than a name has; '@Ada Please …' names Ada. */
const anyName = /@\p{L}[\p{L}.'’-]*(?:\s(?!(?:Please|Can|Could|Would|Will|Kindly)\b)\p{Lu}[\p{L}.'’-]*){0,2}/gu
const headNames = new RegExp(
  String.raw`^(?:${anyName.source}\s*(?:(?:[,&+/]|and|und|et|y|en|e)(?=[\s@])\s*)?)+[,:–—-]?\s*`,
  'u',
)
/** 'Action: ', 'TODO ', 'Owner: ' and the like; what they are put before is somebody's work. */
const label =
  /^(?:to ?-?do|actions?(?: items?| points?)?|ai|next steps?|tasks?|owner|who|assigned|pending|open|follow-?up|aufgabe|offen|nächster schritt|wer|à faire|action à mener|pendiente|por hacer|tarea|te doen|actie|da fare|att göra)\b\s*[:–—-]?\s*/i

/** Before the name that it calls. */
const callOut =
  /^(?:(?:hi|hey|hello|hallo|hola|salut|bonjour|ok|so|and|also|urgent|asap|reminder|question|frage|please)[\s,:!–—-]+)+(?=@)/i

/** Before the name: somebody cannot go on without the person. */
const waitsFor =
  /\b(?:waiting (?:for|on)|waits for|blocked (?:by|on)|depends on|assigned to|up to|need|wart(?:et|en) auf|fehlt(?: noch)? von|en attente de|pendiente de|esperando a|wacht op)\s*$|\b(?:waiting|blocked|pending|needs?|missing|requires?|sign-?off|approval|fehlt|freigabe|manque|falta|firma)\b[^.!?]{0,60}\b(?:from|by|of|on|von|durch|de|por|van|door)\s*$/i
const waitsForTheir = /^['’]s? (?:approval|sign-?off|answer|reply|input|feedback|ok|review|decision|signature)\b/i
const handsOver =
  /\b(?:your (?:call|turn|move)|over to you|(?:this (?:one )?is|it['’]s) yours|ping|bump|nudge|reminder|any (?:news|update|thoughts?)|thoughts\?|wdyt|deine entscheidung|à toi|te toca)\b/i
/** What is told and asks for nothing. */
const told =
  /\b(?:for your information|fyi|nothing to do|no action|no need|zur info(?:rmation)?|zur kenntnis|pour info(?:rmation)?|para tu información|ter info)\b/i
const thanks =
  /^\W*(?:(?:many|big|huge|special|so much|vielen|herzlichen|muchas|mille|tante)\s+){0,2}(?:thanks?|thank you|kudos|congrat\w*|shout-?out|props|well done|danke|dank|merci(?! de\b)|gracias|grazie|bedankt|tack)\b/iu
/** 'has sent', 'was right', 'moved the archive': of what is over or stands. */
const reports =
  /^(?:(?:is|was|are|were|has|have|had|I['’]?ve|I have|I['’]m|I am|I did|I was|we['’]?ve|we have|we are|we did)(?! to\b)|ist|war|hat|est|était|ha|will be)\b|^(?:a|ont) \p{L}+é(?!\p{L})|^\p{Ll}+ed (?:the|a|an|it|this|that|our|his|her|to|by|on|in)\b/iu
/** The third person of other languages stands where English has 'to' or an s: 'envoie', 'debe revisar', 'holt … ein'. */
const duty = /^(?:to|must|should|needs? to|has to|will|doit|debe|tiene que|muss|soll|moet|deve|ska)\s+\p{L}/iu
/** Words of thanks, of what is over, for information. */
export const asksNothing = (text: string): boolean =>
  told.test(text) || ((thanks.test(text) || reports.test(text)) && !/\?\s*$/.test(text))

/** Somebody else's words. */
const quoted = /[“"„«][^”"“»]{12,}[”"“»]/u
const example = /^(?:examples?|e\.g\.|for instance|beispiel|z\. ?b\.|exemple|ejemplo)\b/i

/** The paragraphs that name the person, and of a row that is theirs all open boxes that name nobody. */
export function linesFor(page: PageItem, person: ModelRequest['person'], ownBoxes: boolean): PageLine[] {
  const boxes = [...page.text.matchAll(/^\s*\[ \] (.+)$/gm)].map(([, text = '']) => text.trim())
  // What was cut from the text speaks to nobody here.
  const named = page.mentions.filter((line) => page.text.includes(line))
  const own = ownBoxes ? boxes.filter((line) => !line.includes('@')) : []
  return [
    ...[...new Set(named)].map((line) => readLine(page, line, boxes.includes(line), person)),
    ...[...new Set(own)].map((text) => ({
      whole: text,
      text,
      wish: null,
      boxed: true,
      opens: true,
      atLeast: ofBox,
      atMost: 1,
    })),
  ]
}

function readLine(page: PageItem, line: string, boxed: boolean, person: ModelRequest['person']): PageLine {
  const name = nameIn(line, person.name)
  const unlabelled = line.replace(label, '').replace(callOut, '')
  const head = headNames.exec(unlabelled)?.[0] ?? ''
  const [before = '', behind = ''] = line.split(name)
  // 'Which one is it, @Ada?'
  const opens = head.includes(name) || (/,\s*$/.test(before) && /^\s*(?:[?.!]|$)/.test(behind))
  const isOthers = head !== '' && !opens
  const rest = unlabelled.slice(head.length)
  const tail = rest.endsWith(`(${name})`) ? `(${name})` : rest.endsWith(name) ? name : ''
  const text = rest.slice(0, rest.length - tail.length).trim()
  const of = (atLeast: number, atMost = 1): PageLine => ({
    whole: line,
    text: text || line,
    wish: null,
    boxed,
    opens,
    atLeast,
    atMost,
  })

  const isQuoted = quoted.exec(line)?.[0].includes(name) === true
  if (isOthers || isQuoted || example.test(line) || !/\p{L}{2}/u.test(text)) return { ...of(0, 0.1), boxed: false }
  if (isAnswered(page, line, person.name)) return { ...of(0, 0.3), boxed: false }
  const cells = line.split(' | ')
  if (cells.length > 1) {
    const wish = cells.find((cell) => !cell.includes('@') && asCommand(cell)) ?? null
    return { ...of(wish ? 0.8 : 0, wish ? 1 : 0.3), text: line, wish }
  }
  if (boxed) return of(ofBox)
  const isWork = label.test(line) && (opens || asCommand(text)) && (text.match(/\p{L}{2,}/gu) ?? []).length >= 2
  if (isWork || (opens && !asksNothing(text) && (duty.test(text) || asCommand(text)))) return of(0.8)
  if (handsOver.test(opens ? text : behind.slice(0, 40)) || (tail !== '' && handsOver.test(text))) return of(0.75)
  if (!opens && (waitsFor.test(before) || waitsForTheir.test(behind))) return of(0.75)
  if (tail !== '' && asCommand(text)) return of(0.72)
  const isQuestion = line.endsWith('?') || text.endsWith('?')
  return of(isQuestion && (opens || tail !== '') ? 0.6 : 0, opens || isQuestion ? 1 : 0.45)
}

/** What an open box with a name on it says. */
const ofBox = 0.86

/** The person's own name as the line has it, where several are named. */
function nameIn(line: string, own: string | null): string {
  if (own && line.includes(`@${own}`)) return `@${own}`
  const names = [...line.matchAll(anyName)].map(([name]) => name)
  const first = own?.split(' ')[0]?.toLowerCase()
  return names.find((name) => first && name.slice(1).toLowerCase().startsWith(first)) ?? names[0] ?? '@'
}

/** 'Write the opening', and 'writes the opening' of a person. */
const isCommand = (text: string) => readWish(text, '', null) !== null
const asCommand = (text: string) => isCommand(bareForm(text))

/** 'Send it' for 'sends it' and 'to send it'; other words stay. */
export function bareForm(sentence: string): string {
  const text = sentence.replace(/^(?:to|must|should|will|needs? to|has to) (?=\p{L})/iu, '')
  const bare = text.replace(/^(\p{L}+?)(?:(?<=ss|x|z|ch|sh)es|s)(?=\s)/u, '$1')
  return startsWithVerb(bare) ? bare : isCommand(text) ? text : sentence
}

/** 'Can you send it, @Ada?' without the name. */
export const withoutCall = (text: string) => text.replace(calledLast, '')
const calledLast = /,\s*@\p{L}[\p{L}.'’-]*(?:\s\p{Lu}[\p{L}.'’-]*){0,2}(?=[?.!]|$)/u

/** Whether the person has written below the comment, other than that they will do it. */
function isAnswered({ text }: PageItem, line: string, own: string | null): boolean {
  const at = text.lastIndexOf(line)
  if (own === null || !/ commented:$/m.test(text.slice(0, at))) return false
  const [, ...below] = text.slice(at).split(`\n${own} commented:\n`)
  const answer = below.at(-1)?.split(/\n[^\n]{1,80} commented:\n/)[0]
  return answer !== undefined && !promise.test(answer)
}

const promise =
  /\b(?:i['’]?ll|i will|will do|i can|later|tomorrow|tonight|soon|next week|on it|not yet|no time|mach(?:e)? ich|kümmere mich|noch nicht|morgen|je m['’]en|demain|pas encore|mañana|todavía|lo hago)\b/i
