/** The bare verbs of what people ask of each other, or promise. */
const act =
  '(?:send|forward|mail|e-?mail|fax|call|phone|ring|review|look|check|confirm|let|give|get|meet|discuss|talk|schedule|set|arrange|provide|tell|advise|respond|reply|sign|print|add|update|make|complete|bring|join|attend|come|help|work|fix|contact|return|submit|verify|prepare|draft|finish|ask|find|take|put|include|see|read|keep|remind|follow|revise|change)'
const also = '(?:(?:please|also|kindly|just|then|still|try to|be able to) )*'

/** Named signs in a sentence, beside its words: what is done with it. Order does not matter; names stand in the weights file. */
export const signs: Record<string, RegExp> = {
  please: /\b(please|pls|plz|kindly|bitte|por favor|s'il (vous|te) pla[iî]t|merci de)\b/i,
  couldYou: /\b(can|could|would|will|won't) (you|someone|anybody|anyone|u)\b/i,
  mind: /\b(would you mind|do you mind|are you able|is it possible|any chance)\b/i,
  needYou: /\b(need|want|like|expect|ask(ing)?|request(ing)?|remind(ing)?) (you|everyone|your|all of you)\b/i,
  letKnow:
    /\b(let (me|us) know|get back to (me|us)|keep (me|us) (posted|informed)|give (me|us) a (call|shout)|shoot me|drop me)\b/i,
  question: /\?\s*$/,
  yesNo: /^(do|did|does|are|is|was|were|have|has|had|should|shall|may|might) (you|we|i|it|the|there|this|that)\b.*\?/i,
  wh: /^(what|when|where|who|why|how|which)\b.*\?/i,
  deadline:
    /\b(by|before|until|no later than|due|deadline|bis|avant|antes del?)\b.{0,24}\b(today|tonight|tomorrow|noon|midnight|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|eod|cob|end|morgen|freitag|montag|lundi|vendredi|viernes|\d)/i,
  urgent: /\b(asap|urgent(ly)?|immediately|right away|as soon as possible|at your earliest|dringend|urgence)\b/i,
  shouldWe: /\b(we|you|i) (should|must|have to|need to|ought to|better)\b/i,
  promise: /\b(i|we)('ll| will| shall| am going to| plan to|'m going to)\b/i,
  lets: /^(let's|lets|let us|shall we)\b/i,
  ifYou: /\bif (you|u|your)\b/i,
  attached: /\b(attached|attachment|enclosed|see below)\b/i,
  forInfo:
    /\b(fyi|for your information|no action|no need to|nothing to do|just (to let you know|a heads up|wanted to say)|for your records)\b/i,
  thanks: /^(thanks|thank you|many thanks|danke|merci|gracias)\b/i,
  market:
    /\b(free|offer|discount|% off|save|deal|sale|win|winner|limited time|click|order now|act now|subscribe|guarantee|\$\d|bonus|exclusive|shop)\b/i,
  unsub: /\b(unsubscribe|newsletter|mailing list|opt out)\b/i,
  link: /\$link|https?:|www\./i,
  past: /\b(was|were|had|did|sent|went|told|said|closed|happened)\b/i,
  hope: /^(i|we) (hope|wish|enjoyed|loved|think|thought|guess|know|love)\b/i,
  quoted: /^>/,
  shout: /^[^a-z]{12,}$/,
  // Requests and promises with the act they are about.
  pleaseAct: new RegExp(`\\b(?:please|pls|kindly) ${also}${act}\\b`, 'i'),
  couldAct: new RegExp(`\\b(?:can|could|would|will) (?:you|u|someone|anyone) ${also}${act}\\b`, 'i'),
  youAct: new RegExp(
    `\\byou(?: guys| all)? ${also}(?:should|must|need to|have to|may want to|might want to|can) ${act}\\b`,
    'i',
  ),
  firstAct: new RegExp(`^(?:and |so |then |also |just |\\p{Lu}\\p{L}+[,-]+ ?)*${act}\\b`, 'iu'),
  behindAct: new RegExp(
    `[,;-] ?(?:please |pls |and |so |then |just )*${act} (?:me|us|him|her|them|the|this|that|it|a|your|back)\\b`,
    'i',
  ),
  promiseAct: new RegExp(`\\b(?:i|we)(?:'ll| will| shall| am going to| can) ${also}${act}\\b`, 'i'),
  wishAct: new RegExp(
    `\\b(?:i|we)(?:'d| would)? (?:like|love|want|need|hope)(?: (?:you|him|her|them|everyone|us|someone))? to ${act}\\b`,
    'i',
  ),
  suggest:
    /\b(i|we)('d| would)? (suggest|propose|recommend)|how about|what about|why don't (you|we)|shall we|perhaps (you|we)|maybe (you|we) (can|could|should)/i,
  // Who is spoken to, and of whom.
  called: /^\p{Lu}\p{Ll}+,?\s*(-|,)/u,
  twoNames: /^\p{Lu}\p{Ll}+ \p{Lu}/u,
  you: /you/i,
  self: /\b(i|me|my|we|us|our)\b/i,
  writer: /\b(i|me|my)\b/i,
  others: /\b(he|she|they|him|her|them|his|their)\b/i,
  named: /\b\p{Lu}\p{Ll}+ (will|is|has|was|said|wants|asked|would|called)\b/u,
  acronym: /\b\p{Lu}\p{Ll}+ (and|&) \p{Lu}\p{Ll}+\b|\b\p{Lu}{2,5}\b/u,
  // What it is about.
  meeting:
    /\b(meet(ing)?|lunch|dinner|drinks?|coffee|breakfast|conference call|get together|appointment|schedule|calendar)\b/i,
  day: /\b(today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next week|this week|this afternoon|morning|am|pm|eod|asap)\b/i,
  opinion: /\b(wonder(ing)?|curious|thoughts|opinion|feedback|comments|suggestions|input)\b/i,
  shouldI: /\b(should|shall|may|can|could) (i|we)\b.*\?/i,
  doYou: /\b(do|did|have|are|were|will|would) (you|u|we|they|he|she|it|i|the)\b.*\?/i,
  // The tone of text for many.
  rhetorical:
    /\b(ever|want to|looking for|tired of|ready to|did you know|wondering how|who else|why not|would you like to|do you want|are you (looking|ready|tired|interested))\b.*\?/i,
  safeSender: /\b(to (ensure|make sure|be sure|guarantee)|safe[- ]?senders?|address book|white ?list|inbox)\b/i,
  clickHere:
    /\b(click|visit|go to|check out|follow us|sign up|log ?in|download|browse|learn more|read more|find out|start|enjoy|discover|get started|don't miss|hurry|today only)\b/i,
  anyQuestions:
    /\b(any (other |further )?(questions?|problems?|trouble|concerns?|issues)|need (any )?(help|assistance|more info))\b/i,
  feelFree: /\b(feel free|don't hesitate|do not hesitate|happy to|glad to|welcome to)\b/i,
  product:
    /\b(our|the) (app|website|site|store|service|software|product|products|newsletter|customers?|members?|subscribers?|community|team)\b/i,
  price: /[$€£]\s?\d|\d%|\bfree\b/i,
  figure: /\d/,
  // Conditions, reports.
  ifFirst: /^if\b/i,
  ifOther: /^if (he|she|it|they|this|that|the|we|i)\b/i,
  ifAlone: /^if (?!.*(please|let me|call|send|contact|could you|can you)).*$/i,
  report:
    /^(i|we|he|she|they|\p{Lu}\p{Ll}+)( \w+)? (sent|called|talked|spoke|met|told|asked|discussed|received|left|went|got|forwarded|thought|was|were|had|did)\b/iu,
  passive: /\b(is|are|was|were|will be|has been|have been) (being )?\w+ed\b/i,
  unknowing: /\b(i|we) (don't|do not|didn't|cannot|can't) (know|think|have|see|understand)\b/i,
  thanksFor: /\b(thanks|thank you) for\b/i,
  lookForward: /\blook(ing)? forward\b/i,
  exclaims: /!/,
  stops: /\.$/,
  leadsOn: /:$/,
  // Who wants what of whom.
  toMe: /\b(?:send|give|tell|call|e-?mail|mail|let|forward|get|fax|show|help|phone|page|bring|copy|ask|join|inform|contact|meet|reach|advise) (?:it to |them to |this to |that to |with )?(?:me|us)\b/i,
  needs: /\b(?:i|we)(?:'d| would| will|'ll| still| also| really| do)* (?:need|require|want)\b(?! to)/i,
  needTo: /\b(?:i|we|you) (?:\w+ )?(?:need|have|ought) to\b/i,
  othersNeed:
    /\b(?:he|she|they|\p{Lu}\p{Ll}+) (?:will |would |may |might |should |can |needs? to |has to |wants? to |would like to )\w+/u,
  appreciate:
    /\b(?:appreciate|appreciated|grateful|thankful|(?:would|will|might) be (?:very |really |most |so )?(?:helpful|great|good|nice|useful))\b/i,
  goAhead: /\b(?:go ahead|feel free|make sure|be sure|don't forget|do not forget|remember) (?:and|to|that|you)\b/i,
  available:
    /\b(?:available|free (?:on|at|to|for|in|after|before)|works? (?:for|best|well|fine|great)|(?:is|are|sounds|looks) (?:good|fine|great|ok|okay)|open (?:on|at))\b/i,
  stillOpen: /\b(?:waiting|pending|outstanding|overdue|still|yet|follow(?:ing)? up|touch base|status|update)\b/i,
  inform:
    /\b(?:wanted to|just|writing) (?:let|to (?:let|tell|inform|say|share))\b|\b(?:as you (?:know|may)|please (?:note|be advised|be aware|know|keep in mind|remember))\b/i,
  invites:
    /\b(?:invite|invited|inviting|invitation|come (?:by|over|to|along|join)|join (?:me|us)|get together|stop by)\b/i,
  negated: /\b(?:not|no|never|nothing|nobody|without|cannot)\b|n't\b/i,
  perhaps: /\b(?:maybe|perhaps|might|probably|think|guess|believe|hope|hoping)\b/i,
  your: /\byour\b/i,
  second: /\byou (?:will|would|can|could|may|might|should|are|have|want|need|like|know|think)\b/i,
  future: /\b(?:will|shall|'ll|going to|tomorrow|next (?:week|month)|later)\b/i,
  commanded: /[.;:!,] (?:please|then|and)? ?(?:let|send|call|give|get|click|go|check|see|use|make|take|keep|tell)\b/i,
}
