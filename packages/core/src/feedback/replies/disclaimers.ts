/** What legal notices below mails say; two of these in a paragraph make one. */
const signs = [
  /confidential|vertraulich|confidentiel|confidencia(?:l|is|les)|riservat[aoei]|vertrouwelijk|konfidentiell|fortrolig|luottamuksel|poufn[aey]|důvěrn|dôvern|bizalmas|confidențial|конфиденциальн|конфіденційн|gizli|εμπιστευτικ|机密|機密|보안|기밀|סודי|سري/iu,
  /privileged|legally protected|proprietary|rechtlich geschützt|privilegiad|protégé|geheimhaltung|property of/iu,
  /intended (?:solely |only |exclusively )?(?:for|recipient)|sole use of|addressed (?:only )?to|named (?:addressee|recipient)|bestimmungsgemäß|(?:ausschließlich|nur) für (?:den|die) (?:\p{L}+ )?(?:adressat|empfänger|person)|destinat(?:aire|ario|ário|ari|á)|uso exclusivo|geadresseerde|bestemd voor|avsedd|tiltenkt|beregnet|przeznaczon|adresat|určen|címzett|предназначен|yalnızca|intended to be read/iu,
  /received (?:this|it) .{0,40}(?:in error|by mistake)|not the (?:intended|named|correct)|irrtümlich|nicht der (?:richtige|beabsichtigte)|par erreur|por error|por engano|per errore|(?:ten onrechte|per abuis)|av misstag|ved en fejl|omyłk|omylem|tévedés|din greșeală|по ошибке|помилково|yanlışlıkla/iu,
  /unauthori[sz]ed|prohibited|disclos|disseminat|unbefugt|nicht gestattet|untersagt|interdit|prohibid|proibid|vietat|verboden|förbjud|zabronion|zakázán|tilos|запрещ|strictly/iu,
  /virus|malware|liabilit|haft(?:et|ung)|responsabilit|aansprakelijk/iu,
  /delete|destroy|lösch|vernicht|supprimer|détruire|elimin|borr|exclu|cancell|distrugg|verwijder|radera|slett|usuń|usun|smazat|törö|удалит/iu,
  /(?:this|the|any) (?:e-?mail|message|communication|transmission|attachment)|diese (?:e-?mail|nachricht)|ce (?:message|courriel|mail)|cet e-?mail|este (?:mensaje|correo|e-?mail)|esta (?:mensagem|comunica)|questo messaggio|questa e-?mail|(?:dit|deze) (?:bericht|e-?mail)|detta (?:meddelande|e-post|mejl)|denne (?:e-?mail|besked|melding)|ta wiadomość|niniejsza|tato zpráva|ez az (?:üzenet|e-mail)|это (?:сообщение|письмо)|bu (?:e-?posta|mesaj|ileti)/iu,
]
const alone =
  /^[*_ ]*(?:confidentiality (?:notice|note)|legal (?:notice|disclaimer)|disclaimer|haftungsausschluss|vertraulichkeitshinweis|rechtlicher hinweis|avis de confidentialité|aviso (?:legal|de confidencialidad)|aviso de privacidade|avviso di riservatezza)\b[^\n]{0,3}(?:[:\-–—]|$)/iu
const environment =
  /(?:consider|think (?:of|about)|save) (?:the |our )?(?:environment|paper|trees|planet)|denken sie an die umwelt|pens(?:ez|ons) à l['’]environnement|antes de imprimir|prima di stampare|before printing|denk aan het milieu|umwelt.{0,40}ausdruck/iu

/** Two signs in a few words may be anybody's: 'This message is confidential, do not forward it'. */
const shortestNotice = 90
/** The signs stand at the beginning; a line may be endless. */
const longestTried = 1_500

/** Whether a paragraph is a legal notice, as companies put below every mail, or asks to save paper. */
export function isDisclaimer(paragraph: string): boolean {
  const text = paragraph.slice(0, longestTried).replace(/\s+/g, ' ')
  if (alone.test(text)) return true
  if (environment.test(text) && text.length <= 300) return true
  return text.length >= shortestNotice && signs.filter((sign) => sign.test(text)).length >= 3
}
