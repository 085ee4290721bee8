import type { PageItem } from '@switchboard/core/items'
import { startsWithVerb } from './features'

/** What a table makes of a row that names the person: how likely there is something for them to do, and why, for people. */
export type Standing = {
  confidence: number
  note: string | null
  /** Whatever else it says asks for nothing. */ closed: boolean
}

type Rule = {
  /** How likely the row is the person's to do. */
  confidence(page: PageItem): number
  note: string | null
  closed?: true
  holds(page: PageItem): boolean
}

/** A status that is over, as the whole of it: 'Ready to be sent' is not. */
const over =
  /^[^\p{L}]*(?:done|completed?|finished|closed(?:[\s–-].*)?|resolved|fixed|shipped|released|launched|live|published|sent|paid|decided|merged|deployed|delivered|archived?|cancell?ed|dropped|discarded|rejected|declined|won['’]?t (?:do|fix)|duplicate|obsolete|won|lost|erledigt|fertig|abgeschlossen|beendet|gelöst|abgebrochen|abgelehnt|archiviert|veröffentlicht|bezahlt|terminée?|finie?|faite?|close|annulée?|publiée?|payée?|archivée?|hech[oa]|terminad[oa]|completad[oa]|cancelad[oa]|cerrad[oa]|fatto|completat[oa]|chiuso|klaar|gereed|afgerond|voltooid|klar|färdig|ferdig|færdig|feito|concluíd[oa]|完了|完成)[^\p{L}]*$/iu
const progress =
  /^(?:status|state|stage|stand|progress|phase|statut|état|etat|estado|etapa|stato|fase|fortschritt|ステータス)$/i
const tick = /^(?:done|completed?|finished|closed|paid|sent|erledigt|fertig|bezahlt|faite?|payé|hecho|fatto|klaar)\??$/i
const isOver = ({ status, properties }: PageItem) =>
  (status !== null && over.test(status)) ||
  properties.some(
    ({ name, value }) => (progress.test(name) && over.test(value)) || (tick.test(name) && value === 'Yes'),
  )

/** A form for others to be filled in; 'Template for quotes' with a date is somebody's work. */
export const isTemplate = ({ title, status, dueAt }: PageItem) =>
  (status === null && dueAt === null && /^\W*(?:template|vorlage|modèle|plantilla)\b/i.test(title)) ||
  /^\W*(?:template|vorlage|modèle|plantilla|sjabloon)\s*(?:[\]):–—-]|$)|[[(](?:template|vorlage|modèle|plantilla)[\])]|\b(?:duplicate|copy) (?:me|this)\b/i.test(
    title,
  )

const roleWords = {
  /** Told of it. */
  told: /\b(?:watch\w*|follow\w*|subscri\w*|inform\w*|consulted|cc|fyi|notif\w*|stakeholders?|visible|shared with|requester|request(?:ed)? by|report(?:ed by|er)|raised by|submitted by|proposed by|suggested by|created by|creator|added by|beobachter\w*|informiert\w*|gemeldet|erstellt|angefragt|abonnent\w*|suivi par|informée?s?|demandée? par|demandeur|créée? par|informad[oa]s?|solicitad[oa] por|creado por|volgers?)\b/i,
  /** At it. */
  there:
    /\b(?:attend\w*|participants?|present|guests?|invitees?|invited|speakers present|deciders?|decided by|respon(?:ders|dants)|teilnehm\w*|anwesend\w*|gäste|présents?|invités?|asistentes|participantes|partecipanti|aanwezig\w*|deelnemers?|deltagare)\b/i,
  /** Looks at the work of others. */
  reviewer:
    /\b(?:review\w*|approv\w*|sign(?:er|ed|s)?[- ]?off|qa|prüf\w*|freigabe|genehmig\w*|relect\w*|valideur|validat\w*|revisor\w*|revis[aã]\w*|aprobador\w*|aprueba|beoordel\w*)\b/i,
  /** Looks after a customer, not after a task. */
  keeper:
    /\b(?:account|client|customer|relationship|deal|sales)[- ](?:owner|manager|lead|executive|rep)\b|\b(?:kundenbetreu\w*|ansprechpartner\w*|our contact)\b/i,
}
const isOnly = (role: RegExp) => (page: PageItem) =>
  page.roles.length > 0 && page.roles.every((name) => role.test(name))

/** What somebody has finished and gives to be looked at. */
const handedIn =
  /review|approv|submitted|waiting|pending|ready|feedback|\bqa\b|sign|prüf|freigabe|genehmig|eingereicht|relecture|valid|soumis|revisi|aprob|pendiente|beoordel/i

/** Somebody's work that is not to be begun yet, as tables word it. */
const putOff =
  /\b(?:backlog|ideas?|someday|maybe|later|icebox|parked|on hold|paused|postponed|deferred|idee|ideen|später|irgendwann|zurückgestellt|geparkt|pausiert|verschoben|idée|plus tard|en pause|reportée?|suspendue?|más adelante|en pausa|aplazad[oa]|later|gepauzeerd)(?!\p{L})/iu
/** Somebody's work that something stands in the way of. */
const hindered =
  /\b(?:blocked|waiting|stuck|blockiert|wartet|warten|bloquée?|en attente|bloquead[oa]|en espera)(?!\p{L})/iu

const named = (page: PageItem, pattern: RegExp) => page.properties.filter(({ name }) => pattern.test(name))
const kinds = (page: PageItem) =>
  named(page, /^(?:type|kind|category|tags?|typ|art|kategorie|catégorie|tipo|categoría)$/i).map(({ value }) => value)

const meeting =
  /\b(?:meeting|weekly|minutes|stand-?up|retro(?:spective)?|sync|1:1|one[- ]on[- ]one|all[- ]hands|protokoll|besprechung|compte rendu|réunion|reunión|acta|vergadering|notulen)\b/i
const away =
  '(?:vacation|holidays?|out of office|ooo|pto|day off|(?:on |parental |sick |annual )leave|absen[ct]e|absent|urlaub|abwesend|abwesenheit|krank|congés?|vacaciones|ferie|vakantie)'
const absence = new RegExp(String.raw`^(?:[^:–—-]+[:–—-]\s*)?${away}\W*$|^${away}\s*(?:[:–—-]|until\b|bis\b)`, 'iu')
const wiki =
  /\b(?:wiki|handbook|guide(?:lines?)?|polic(?:y|ies)|playbook|how[- ]to|documentation|docs|reference|glossary|faq|knowledge|handbuch|leitfaden|richtlinien?|anleitung|guía|manuel|manual)\b/i
const isAboutPerson =
  /^(?:phone|mobile|birthday|role|job title|joined|start date|location|department|telefon|geburtstag|rolle|abteilung|téléphone|poste|teléfono|cargo)$/i

const isLoose = ({ status, dueAt }: PageItem) => status === null && dueAt === null
/** 'Update the style guide' is work. */
const isCommand = ({ title }: PageItem) => startsWithVerb(title)
const openBox = /^\s*\[ \] /m

/** The column that says what comes next, of a row that is no task by itself. */
export const nextStep = (page: PageItem): string | null =>
  named(
    page,
    /^(?:next (?:steps?|actions?)|to ?do|nächster? schritt|nächste aktion|prochaine (?:étape|action)|próximo paso|volgende stap)$/i,
  )[0]?.value ?? null

/** The first that holds counts. Weights were chosen by hand on `fixtures/pages-train.jsonl`. */
const rules: Rule[] = [
  { confidence: () => 0.08, note: 'it is finished', closed: true, holds: isOver },
  { confidence: () => 0.12, note: 'it is a template', closed: true, holds: isTemplate },
  {
    confidence: () => 0.2,
    note: 'it says when somebody is away',
    holds: (page) =>
      page.status === null &&
      [page.title, ...kinds(page)].some((text) => absence.test(text)) &&
      !openBox.test(page.text),
  },
  { confidence: () => 0.2, note: 'you are only told of it', holds: isOnly(roleWords.told) },
  {
    confidence: () => 0.2,
    note: 'you only take part in it',
    holds: (page) =>
      isOnly(roleWords.there)(page) || (page.status === null && kinds(page).some((kind) => meeting.test(kind))),
  },
  {
    confidence: ({ status }) => (status === null ? 0.6 : handedIn.test(status) ? 0.84 : 0.35),
    note: 'you look at it when it is handed in',
    holds: isOnly(roleWords.reviewer),
  },
  {
    confidence: (page) => (nextStep(page) !== null ? 0.84 : page.dueAt !== null ? 0.6 : 0.25),
    note: 'you look after it',
    holds: isOnly(roleWords.keeper),
  },
  {
    confidence: () => 0.2,
    note: 'it is about a person',
    holds: (page) => isLoose(page) && !isCommand(page) && named(page, isAboutPerson).length >= 2,
  },
  {
    confidence: () => 0.2,
    note: 'it is there to be read',
    holds: (page) =>
      isLoose(page) &&
      !isCommand(page) &&
      !openBox.test(page.text) &&
      (named(page, /^verif/i).length > 0 ||
        /^how (?:we|to|do)\b/i.test(page.title) ||
        [page.title, ...kinds(page)].some((text) => wiki.test(text))),
  },
  {
    confidence: ({ dueAt }) => (dueAt === null ? 0.35 : 0.6),
    note: 'it is put off',
    holds: ({ status }) => status !== null && putOff.test(status),
  },
  {
    confidence: () => 0.6,
    note: 'something is in its way',
    holds: ({ status }) => status !== null && hindered.test(status),
  },
  {
    confidence: ({ status, dueAt }) => (dueAt !== null ? 0.92 : status !== null ? 0.86 : 0.75),
    note: null,
    holds: () => true,
  },
]

export function standingOf(page: PageItem): Standing {
  const rule = rules.find(({ holds }) => holds(page))
  return { confidence: rule?.confidence(page) ?? 0.75, note: rule?.note ?? null, closed: rule?.closed === true }
}
