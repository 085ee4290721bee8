import { anyOf, type Clause, clausesOf, noteAfter, wholly } from './clauses'
import { isCourtesy } from './courtesy'
import { isHesitant } from './hesitation'
import { unclear, type Understood } from './question'

type Verdict = 'approve' | 'reject'

const please =
  "(?: (?:please|thanks|thank you|bitte|danke|merci|gracias|por favor|s'il (?:vous|te) plaît|from me|from my side|by me|for me|to me|von mir|für mich|pour moi|para mí|with me|gerne|gern|sure|of course|absolutely|definitely|go ahead|do it|do so|do that|send it|natürlich|klar|unbedingt|bien sûr|claro))*"
const yes =
  '\\(yes\\)|yes|yess+|yep|yeah|yup|y|ja|jawohl|jep|jo|oui|ouais|sí|si|sim|sì|ok|okay|okey|k|oki|sure|of course|certainly|absolutely|definitely|gladly|klar|na klar|natürlich|gerne|sicher|selbstverständlich|bien sûr|volontiers|claro|por supuesto|desde luego|vale|da|tak|ano|igen|kyllä|evet'
const accept =
  "(?:i |we )?(?:hereby )?(?:approve|accept|agree|confirm)(?: (?:it|this|that|to (?:it|this|that)|the (?:request|offer|proposal)))?|(?:it is |it's |that is |that's |this is )?(?:all )?(?:approved|accepted|agreed|confirmed|granted|fine|good|great|ok|okay|perfect|alright|all right|right|correct)|sounds (?:good|great|fine|right|perfect)|looks (?:good|great|fine|right|perfect)(?: to me)?|lgtm|works(?: for me)?|(?:please )?(?:go ahead|go for it|proceed|do it|do so|do that|carry on|continue|approve|accept)|you (?:may|can)(?: (?:go ahead|do (?:it|that|so)|proceed))?|(?:i have |i've |there are )?no (?:objections?|concerns?)|(?:i'm |i am )?(?:all )?in favou?r|deal|thumbs up|gets? my (?:approval|ok)|by all means|(?:i )?have (?:my|our) (?:approval|ok)|you have my (?:approval|ok|blessing)"
const acceptAbroad =
  "genehmigt|freigegeben|einverstanden|bin einverstanden|ich bin einverstanden|in ordnung|das ist in ordnung|passt|passt so|passt für mich|geht klar|geht in ordnung|zugestimmt|ich stimme zu|stimme zu|ich genehmige(?: (?:es|das))?|mach(?:en sie)?(?: (?:das|es|mal))?|leg los|los|nur zu|gut|sehr gut|alles klar|freigabe erteilt|kann so raus|gern|d'accord|je suis d'accord|c'est (?:bon|ok|d'accord|validé|approuvé)|validé|approuvé|accepté|j'approuve|je valide|j'accepte|vas-y|allez-y|parfait|très bien|ça marche|ça me va|entendu|de acuerdo|estoy de acuerdo|aprobad[oa]|aceptad[oa]|lo apruebo|apruebo|acepto|confirmo|adelante|perfecto|está bien|muy bien|hazlo|hágalo|va bene|d'accordo|approvato|akkoord|goedgekeurd|prima|godkänt|godkendt|aprovado|承認します|同意|批准"
const no =
  '\\(no\\)|no|nope|nah|noo+|n|nein|nö|nee|non|nej|nei|não|nie|never|niemals|jamais|nunca|no way|absolutely not|definitely not|certainly not|of course not|please no|hell no|auf keinen fall|keinesfalls|bitte nicht|lieber nicht|auf gar keinen fall|certainement pas|surtout pas|pas question|en absoluto|claro que no|por supuesto que no|de ninguna manera|nein danke|no thanks?|no thank you|non merci|no gracias'
const refuse =
  "(?:i |we )?(?:hereby )?(?:reject|decline|refuse|deny|veto|disagree|disapprove|object)(?: (?:it|this|that|to (?:it|this|that)|the (?:request|offer|proposal)))?|(?:it is |it's |that is |that's |this is )?(?:rejected|declined|refused|denied|disapproved|unacceptable|not acceptable)|(?:it is |it's |that is |that's |this is )?not (?:approved|accepted|ok|okay|agreed|granted|confirmed|fine|good)|(?:it |that |this )?(?:isn't|is not) (?:approved|accepted|ok|okay|agreed|granted|fine)|(?:please )?(?:i |we )?(?:do not|don't|dont|cannot|can't|won't|will not|would not|wouldn't)(?: (?:approve|accept|agree|do|send|go ahead|proceed|book|buy|order|pay|sign|publish|confirm)(?: (?:it|this|that|with (?:it|this|that)|to (?:it|this|that)|so))?)?|i'm against (?:it|this)|i am against (?:it|this)|(?:please )?(?:stop|cancel|abort)(?: (?:it|this|that))?|thumbs down|not from me|not like this|not this time"
const refuseAbroad =
  "abgelehnt|ich lehne (?:das |es )?ab|lehne ich ab|abgewiesen|nicht (?:genehmigt|einverstanden|freigegeben|in ordnung|freigeben|senden|machen|genehmigen)|bin nicht einverstanden|ich bin nicht einverstanden|(?:bitte )?nicht (?:senden|machen|freigeben|tun)|passt nicht|(?:bitte )?stoppen|(?:bitte )?abbrechen|refusé|je refuse|rejeté|pas d'accord|je ne suis pas d'accord|je suis pas d'accord|ne (?:le )?fais pas ça|je n'approuve pas|pas (?:approuvé|validé)|rechazad[oa]|lo rechazo|rechazo|no (?:lo )?apruebo|no (?:lo )?acepto|no estoy de acuerdo|no (?:lo )?hagas|no (?:está )?aprobad[oa]|denegad[oa]|rifiutato|afgewezen|niet akkoord|avslaget|avvist|afvist|recusado|rejeitado"

const approves = wholly(
  `(?:(?:${yes})(?: (?:${yes}))*(?: (?:${accept}|${acceptAbroad}))?|${accept}|${acceptAbroad})${please}`,
)
const rejects = wholly(
  `(?:(?:${no})(?: (?:${no}))*(?: (?:${refuse}|${refuseAbroad}))?|${refuse}|${refuseAbroad})${please}`,
)
/** With a sentence behind: 'no we have no money for that', 'approve the second draft'. */
const beginsYes =
  /^(?:yes|yep|yeah|ja|oui|sí|please|ok|okay)(?: please| bitte)? (?:please|go|do|send|book|order|pay|buy|approve|accept|publish|proceed|i (?:approve|agree|accept|confirm)|you (?:may|can|should)|we (?:can|should|need)|that (?:is|works)|it is|this is|bitte|mach|schick|sende|das passt|das ist|envoie|envoyez|vas-y|envía|manda|hazlo)(?= |$)|^(?:i |we )?(?:approve|accept|agree)(?: with| to)? (?:it|this|that|the|your|both|with|and)(?= )/u
const beginsNo =
  /^(?:no|nope|nein|non)(?: thanks?| danke)? (?:we|i|it|it's|this|that|that's|the|too|because|since|as|please|do not|don't|cancel|stop|not|wir|ich|das|es|der|die|zu|weil|nicht|c'est|nous|on|je|trop|parce|es|está|porque|demasiado|hay|tenemos)(?= )|^(?:i |we )?(?:reject|decline|refuse)(?: it| this| that)? (?:because|since|as|the|your|for|due|with)(?= )|^(?:please )?(?:do not|don't) (?:approve|accept|do|send|proceed|book|buy|order|pay|sign|publish)(?= )/u

/** Said beside a verdict, these are none of their own. */
const idioms =
  /no (?:problem|worries|objections?|concerns?|rush|hurry)|kein problem|keine (?:eile|einwände)|pas de (?:problème|souci)|sin problemas?|not a problem/gu
const negative = anyOf(
  `\\(no\\)|no|not|nope|never|none|neither|nor|cannot|can't|won't|[a-z]+n't|dont|cant|reject(?:ed)?|declin(?:e|ed)|refuse[d]?|den(?:y|ied)|cancel(?:led)?|stop|against|wrong|incorrect|bad|mistake|error|problems?|too|forget|hate|dislike|disapprove|unacceptable|unfortunately|withdraw|revoke|undo|scratch|kidding|joking|mind|nein|nicht|kein|keine[nmrs]?|nie|niemals|abgelehnt|ohne|weder|leider|falsch|fehler|schlecht|lassen|non|pas|jamais|aucune?|ni|rien|refusé|nunca|jamás|ningun[oa]?|faux|erreur|malheureusement|trop|mal|desgraciadamente|demasiado|ningún|nada|tampoco|rechazad[oa]`,
)
const positive = anyOf(
  "\\(yes\\)|yes|yep|yeah|ok|okay|approve[d]?|accept(?:ed)?|agree[d]?|fine|good|great|perfect|like|love|go ahead|proceed|sure|ja|einverstanden|genehmigt|freigegeben|passt|gut|gerne|oui|d'accord|validé|approuvé|parfait|sí|vale|de acuerdo|aprobad[oa]|bien|adelante",
)
const negatedPositive =
  /(?:not|n't|never|no|nicht|kein|keine|pas|nor)(?: (?:a|an|the|so|very|at all|really|that|eine?|un|une|de|muy|any|sehr|so))* (?:approved?|accept(?:ed)?|agreed?|ok|okay|fine|good|great|perfect|like|love|go ahead|proceed|sure|einverstanden|genehmigt|freigegeben|gut|d'accord|validé|bien|de acuerdo|parfait)(?![\p{L}])/gu

/**
 * Yes or no, and what was said beside it. Rather asks back than errs: a condition, a doubt or a question makes any answer unclear ('ok
 * but not before Monday'); so does a word of no beside a yes, and one of yes beside a no. A reason is a note.
 */
export function understandApproval(reply: string): Understood {
  const clauses = clausesOf(reply).filter(({ words }) => !isCourtesy(words))
  if (clauses.length === 0) return unclear('unknown')
  const whole = clauses.map(({ words }) => words).join(' ')
  if (/[?？]/.test(reply)) return unclear('question')
  if (isHesitant(whole)) return unclear('hesitant')

  const decided = clauses.flatMap((clause, index) => verdictOf(clause, index === 0))
  const [first] = decided
  if (!first) return unclear('unknown')
  if (decided.some(({ verdict }) => verdict !== first.verdict)) return unclear('several')
  const others = clauses.filter((clause) => !decided.some((entry) => entry.clause === clause && entry.whole))
  const beside = others.map(({ words }) => words).join(' , ')
  if (first.verdict === 'approve' && negative.test(beside.replace(idioms, ''))) return unclear('several')
  if (first.verdict === 'reject' && positive.test(beside.replace(negatedPositive, ''))) return unclear('several')
  return { kind: 'answer', value: first.verdict, note: noteBeside(reply, clauses, first) }
}

type Decided = { verdict: Verdict; clause: Clause; whole: boolean }

function verdictOf(clause: Clause, isFirst: boolean): Decided[] {
  // Words of others decide nothing, but speak against what is said beside them.
  const words = clause.spoken
  if (approves.test(words)) return [{ verdict: 'approve', clause, whole: true }]
  if (rejects.test(words)) return [{ verdict: 'reject', clause, whole: true }]
  if (isFirst && beginsYes.test(words)) return [{ verdict: 'approve', clause, whole: false }]
  if (isFirst && beginsNo.test(words)) return [{ verdict: 'reject', clause, whole: false }]
  return []
}

/** What stands behind the verdict, or all of it where the verdict is part of a sentence or comes last. */
function noteBeside(reply: string, clauses: Clause[], { clause, whole }: Decided): string | null {
  if (!whole || clause !== clauses[0]) return reply.trim()
  const note = noteAfter(reply, clause.end)
  return note !== null && clausesOf(note).every(({ words }) => isCourtesy(words) || approves.test(words)) ? null : note
}
