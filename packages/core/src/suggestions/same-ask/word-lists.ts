const list = (words: string) => new Set(words.split(/\s+/).filter(Boolean))

/** Say nothing of what is asked: grammar, politeness, haste. In the four languages that most of what is asked is written in. */
export const emptyWords = list(`
  a an the this that these those it its i me my mine we us our you your yours he him his she her they them their who whom which what
  there here is are was were be been being am do does did done have has had having will would shall should can could may might must
  to of in on at by for from with without into onto over under about as than then so if when while because or and but not no yes
  please pls plz kindly thanks thank cheers hi hello hey dear just also still again now soon asap quickly quick urgently urgent
  possible possibly able able need needs needed want wants would like let know get gets got some any all each every both only even
  really very too more most less least how where why up out off down back yet ever already once today's
  heard hear talk talked mind chance mean meant haven't hasn't don't didn't can't couldn't i've we've i'd we'd i'm we're you're you've it's that's
  let's any anyone someone somebody something haven hasn
  before after until till end eod eob cob latest least sharp noon midnight morning afternoon evening night
  ich du er sie es wir ihr mir mich dir dich uns euch ihnen ihm mein meine dein deine deinen sein seine ihre ihren ihrem unser unsere
  der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine zu zum zur von vom im in an am auf aus bei
  mit nach vor für über unter um bis ist sind war waren wird werden wurde hat haben hast habe kann kannst können könnt könnte
  könntest könnten soll sollte sollten muss müssen bitte danke gruß grüße hallo liebe lieber noch mal schon doch dann wenn ob dass
  man auch nur sehr uns davor spätestens sofort dringend brauche brauchen brauchst
  je tu il elle nous vous ils elles me te se le la les un une des du de et ou mais ne pas plus que qui dont ce cet cette ces mon ma mes
  ton ta tes son sa ses notre votre nos vos leur leurs à au aux en dans par pour sur sous avec sans chez est sont était être avoir ai
  as avez peux peut pouvez pourrais pourriez pourrait merci bonjour salut svp stp plaît avant besoin veuillez d l n s m t c j qu y
  yo tú él ella nosotros ustedes ellos ellas el la los las un una unos unas y o pero no que de del en a al por para con sin sobre es
  son está están hay ser estar puedes puede podrías podría pueden favor gracias hola lo su sus tu tus mi mis antes necesito necesitamos
`)

const days: Record<string, string> = {
  mon: 'monday montag lundi lunes',
  tue: 'tuesday tues dienstag mardi martes',
  wed: 'wednesday mittwoch mercredi miércoles',
  thu: 'thursday thurs thur donnerstag jeudi jueves',
  fri: 'friday freitag vendredi viernes',
  sat: 'saturday samstag sonnabend samedi sábado',
  sun: 'sunday sonntag dimanche domingo',
  today: 'today tonight heute aujourd hui hoy',
  tomorrow: 'tomorrow morgen demain mañana',
  week: 'week woche semaine semana',
  weekend: 'weekend wochenende',
  month: 'month monat mois mes',
  next: 'next nächste nächsten nächster nächstes prochain prochaine próximo próxima',
}

const months: Record<string, string> = {
  jan: 'january januar janvier enero',
  feb: 'february februar février febrero',
  mar: 'march märz mars marzo',
  apr: 'april avril abril',
  may: 'mai mayo',
  jun: 'june juni juin junio',
  jul: 'july juli juillet julio',
  aug: 'august août agosto',
  sep: 'september sept septembre septiembre',
  oct: 'october oktober octobre octubre',
  nov: 'november novembre noviembre',
  dec: 'december dezember décembre diciembre',
}

const spelt = (groups: Record<string, string>) =>
  Object.entries(groups).flatMap(([one, others]) => [one, ...others.split(' ')].map((word) => [word, one] as const))

/** Words of time, by the one word that stands for all of them. 'May' is more often a verb. */
export const timeWords = new Map(spelt({ ...days, ...months }).filter(([word]) => word !== 'may'))

/** Names of months as a pattern, the longest first. */
export const monthPattern = spelt(months)
  .map(([word]) => word)
  .toSorted((a, b) => b.length - a.length)
  .join('|')

/** What people say in place of one another when they ask for the same. */
const alike: Record<string, string> = {
  send: `sending sent return give provide share forward submit deliver supply resend pass schicken schick schickst schickt
    senden sende sendest sendet zuschicken zusenden übermitteln weiterleiten envoyer envoie envoies envoyez transmettre transmets enviar
    envía envíe envíame enviarme mandar manda`,
  review: `reviewing check checking read proofread prüfen prüfe prüfst prüft durchsehen ansehen vérifier vérifie relire relis revisar
    revisa`,
  approve: `approving approval freigeben freigibst freigabe genehmigen genehmigst approuver approuve approbation aprobar aprueba`,
  sign: `signing countersign signature unterschreiben unterschreibst unterschreibe unterzeichnen unterschrift signer signes signe signez firmar firma`,
  pay: 'paying payment settle überweisen bezahlen zahlen payer paies régler règle pagar paga',
  fill: 'filling complete completing finish finishing ausfüllen ausfüllst remplir remplis rellenar rellena',
  confirm: 'confirming confirmation bestätigen bestätigst bestätige confirmer confirmes confirmar confirma',
  book: 'booking reserve reserving buchen buchst réserver réserves reservar reserva',
  prepare: 'preparing vorbereiten vorbereitest préparer prépares preparar prepara',
  answer:
    'answering reply replying respond responding antworten antwortest beantworten répondre réponds responder responde',
  document: 'doc docs documents dokument document documento',
  picture: 'photo photos image images pic pics pictures',
  presentation: 'deck slides slide presentations präsentation présentation presentación',
}

export const standsFor = new Map(
  Object.entries(alike).flatMap(([one, others]) => others.split(/\s+/).map((word) => [word, one] as const)),
)

/** What is said in several words, in one. */
export const phrases: [RegExp, string][] = [
  [
    /\b(?:have|take|having|taking)? ?(?:a )?(?:quick )?look(?:ing)? (?:at|over|through)\b|\bgo(?:ing)? (?:over|through)\b/g,
    ' review ',
  ],
  [/\bsign(?:ing)?[- ]off(?: on)?\b/g, ' approve '],
  [/\be?-?mail(?:ing)? (?=(?:me|us|him|her|them|it)\b)/g, ' send '],
  [/\b(?:gib|gibst|geben sie)\b(.{1,120}?)\bfrei\b/g, ' freigeben $1 '],
]

/** Of what is asked they say nothing, when a sentence asks again for what was asked before, or points at it. */
export const pointingWords = list(`
  reminder remind reminding nudge nudging bump bumping ping pinging follow following followup update updates news progress word status
  chance look looking see sees below above attached mail email mails message messages thread request ask asked asking question wait
  waiting hear hearing open outstanding pending missing handle take care deal sort pick answer send review own note earlier previous
  permets permet petit petite kurze kurz kleine te last first gentle friendly small little short kind wondering wonder checking check thoughts thought time moment anything something
  one two things thing sure make case lost bottom top inbox over touch base circle circling point go going come coming fyi fwd fw re
  help jump help action step next forgot forget forgotten slip slipped manage managed did
  erinnerung erinnern erinnere nachfrage nachfragen nachhaken stand neuigkeiten neues rückmeldung kümmern kümmerst darum unten oben
  übernehmen übernimmst mail nachricht anfrage gibt gab offen warten warte geschafft sehen siehe dazu
  relance relancer rappel rappeler nouvelles nouvelle suite occuper occupes occupez ci-dessous dessous message attends attendons avancé
  recordatorio recordar novedades noticias encargarte encargar abajo mensaje esperando avance
`)

/** A sentence with one of these may point at what was asked before. */
export const pointing =
  /\b(?:re?minders?|remind(?:ing)?|nudg(?:e|ing)|bump(?:ing)?|ping(?:ing)?|follow(?:ing)?[- ]?up|(?:any|an|some) (?:news|updates?|progress|word|thoughts)|chance to|still (?:waiting|open|outstanding|missing|pending|need)|waiting (?:for|on)|see (?:below|above)|(?:below|above)|(?:handle|take care of|deal with|look (?:into|at)|sort(?: out)?|pick(?: up)?|answer|reply to|take|do|own|manage|help with|help on|get to|action) (?:this|it|that|them)(?: one)?|hear(?:d|ing)? (?:back|from)|circl(?:e|ing) back|touch(?:ing)? base|top of your inbox|check(?:ing)? in|your thoughts)\b|erinner|nachfrag|nachhak|neuigkeiten|rückmeldung|kümmer|übernehm|übernimmst|siehe unten|(?:gibt|gab) es|relanc|rappel|nouvelles|occup|ci-dessous|recordatorio|recordar|novedades|noticias|encarg/iu
