import { anyOf } from './clauses'

/** Words of a condition, a doubt or a promise to look at it: whoever says them has not decided, whatever else they say. */
const hesitations = anyOf(
  [
    'but|however|though|although|unless|if|only if|provided|as long as|except|until|till|before|after|once|when|depends|instead|rather|subject to|assuming|first|then again|on condition|on the condition',
    "maybe|perhaps|probably|possibly|might|may be|unsure|not sure|unclear|not certain|think|guess|suppose|hopefully|don't know|do not know|no idea|dunno|either|whichever|wonder|yes and no|so-so|kind of|sort of|partly|partially|half|almost|nearly|why not",
    "not yet|not now|later|wait|hold|hold on|pending|tomorrow|next week|let me|let us (?:talk|discuss|wait)|let's (?:talk|discuss|wait)|i will (?:look|check|see|think|get|come|ask|read|decide|answer|reply)|i'll (?:look|check|see|think|get|come|ask|read|decide|answer|reply)|looking|checking|reading|i saw|i've seen|i have seen|received|got it|got your|noted|seen|discuss|talk about",
    'aber|allerdings|jedoch|wenn|falls|sofern|außer|bis|bevor|erst|nachdem|sobald|vielleicht|eventuell|evtl|wahrscheinlich|vermutlich|weiß nicht|weiss nicht|keine ahnung|unsicher|nicht sicher|später|noch nicht|moment|abwarten|warte|morgen|nächste woche|stattdessen|jein|kommt darauf an|schaue|schau|prüfe|gesehen|erhalten|glaube|denke|lieber erst',
    "mais|toutefois|cependant|sauf|à condition|avant|après|jusqu'à|quand|dès que|peut-être|sans doute|probablement|je ne sais pas|je sais pas|pas encore|pas sûre?|plus tard|attends|attendez|demain|plutôt|je regarde|je vais (?:voir|regarder)|bien reçu|ça dépend|je pense|je crois",
    'pero|sin embargo|salvo|excepto|siempre que|a menos que|antes de|antes del|después|hasta|cuando|quizás?|tal vez|probablemente|no sé|no se|no estoy segur[oa]|todavía no|aún no|más tarde|luego|espera|mañana|depende|creo|recibido|voy a (?:ver|mirar)',
    'ma|se|però|forse|dopo|prima di|maar|als|misschien|later|eerst|nadat|men|om|kanske|mas|talvez|depois',
  ].join('|'),
)

/** `ma`, `se`, `als`, `om`, `men`, `mas` are words of other languages, too; taking one for a condition asks back once too often. */
export const isHesitant = (words: string): boolean => hesitations.test(words)
