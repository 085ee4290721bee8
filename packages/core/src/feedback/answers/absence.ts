/** Notices of absence, which programs send by themselves; some do so without any header that says it. */
const absent =
  /out of (?:the )?office|automatic(?:ally generated)? (?:reply|response|answer)|auto-?(?:reply|response|matic reply)|(?:on|from) (?:annual |parental |sick |maternity |paternity )?(?:leave|vacation|holiday) (?:until|from|and|with|till|through)|i am (?:currently )?(?:away|on (?:annual |parental |sick )?(?:leave|vacation|holiday))|limited access to (?:my )?e-?mail|will (?:respond|reply|answer) (?:to your (?:e-?mail|message) )?(?:when|upon|after|on) (?:i|my)|this mailbox is (?:not|no longer)|do not reply to this|abwesenheit|nicht im (?:büro|hause?)|außer haus|automatische (?:antwort|nachricht)|(?:bin|befinde mich) (?:bis|ab|derzeit|zurzeit|aktuell|vom|im)\b.{0,60}(?:urlaub|abwesend|nicht erreichbar|zurück)|ihre (?:e-?mail|nachricht) wird nicht weitergeleitet|absente? du bureau|réponse automatique|je suis (?:actuellement )?(?:absente?|en (?:congés?|vacances))|fuera de la oficina|respuesta automática|estoy (?:actualmente )?(?:ausente|de vacaciones)|fuori (?:ufficio|sede)|risposta automatica|afwezig(?:heid)?|frånvaro|frånvarande|ausente do escritório|resposta automática/iu
const longestTried = 2_000

/** Whether somebody's program says that they are away. */
export const isAbsenceNotice = (reply: string): boolean =>
  absent.test(reply.slice(0, longestTried).replace(/\s+/g, ' '))
