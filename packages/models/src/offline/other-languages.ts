/** Asks in other languages, by the forms that are polite or usual there. */
const ask =
  /お願い(します|いたします|致します)|ください|でしょうか|いただけ(ます|ない)|부탁|请(您|在|于|尽快)|пожалуйста|просьба|\b(bitte|könn(t|te)(en|est|et)? (sie|du|ihr|mir)|kannst du|können sie|denkst du|sag mir|melde[nt]? (dich|sie sich|euch)|gib(t)? (mir|uns)|bescheid (geben|sagen)|(benötige|brauche)n? (ich|wir) (noch|von|die|den|das|bis)|ich (benötige|brauche)|pourriez[- ]vous|pouvez[- ]vous|veuillez|merci de|merci d['’]avance|peux[- ]tu|tu peux|pourrais[- ]tu|il me faut|podrías|podría|puedes|me pasas|me mandas|por favor|necesito|necesitamos|potresti|potrebbe|puoi|mi mandi|per favore|ho bisogno|mi serve|kunt u|kun je|kan je|graag|laat me weten|laten weten|kan (du|dere|ni)|kunde du|vänligen|vennligst|podes|poderia|pode (me|enviar|confirmar)|consegue|preciso|proszę|prosím|lütfen)\b/iu
const refusal =
  /\b(merci de ne pas|veuillez ne pas|bitte (?:nicht|antworten sie nicht|beachten)|antworten sie (?:bitte )?nicht|no responda|non rispondere|niet beantwoorden)\b/iu
const marks = /[äöüßéèêàçñ¿ãõåøæı]|\b(?:der|die|das|und|ist|le|les|pour|el|los|una|para|il|che|per|het|een|och|på)\b/iu
/** A question in another language, put to one person. */
const question =
  /\b(?:du|sie|ihr|dir|ihnen|tu|t['’]|vous|usted|te|me|lo|le|puoi|mi|je|jij|u|kan|kun|vil|dere|podes|consegue|você)\b[^?]*\?$/iu

/** Whether a sentence in another language than English asks for something. */
export const asksInOtherWords = (text: string): boolean => ask.test(text) && !refusal.test(text)

/** Whether a sentence in another language puts a question to its reader. */
export const questionsInOtherWords = (text: string): boolean => marks.test(text) && question.test(text)
