import { bareLine } from './mail-line'

/** 'Sent', at the beginning of the line a program adds by itself, or at its end. */
const sent =
  /^(?:sent|posted|written|typed|composed|get outlook|gesendet|versendet|von (?:meinem?|unterwegs)|diese (?:nachricht|e-?mail) wurde (?:von|mit)|holen sie sich outlook|outlook für|envoyé|écrit|téléchargez|télécharger outlook|obtenez outlook|obtenir outlook|provenance|message envoyé|enviado|obtener outlook|descargar outlook|obter o outlook|baixar o outlook|inviato|ottieni outlook|scarica outlook|verzonden|verstuurd|outlook voor|download outlook|skickat|skickades|hämta outlook|sendt|hent outlook|få outlook|lähetetty|hanki outlook|wysłane|wysłano|pobierz (?:program )?outlook|odesláno|poslano|odoslané|stáhnout outlook|küldve|elküldve|a küldő|trimis|obțineți outlook|отправлено|получить outlook|надіслано|изпратено|στάλθηκε|εστάλη|enviat|saadetud|nosūtīts|išsiųsta|gönderen|ios için outlook|android için outlook|发自|發自|从我的|從我的|通过我的|获取|取得|내 |나의 |נשלח|أُرسلت|أرسلت|مرسل|ارسال|đã gửi|gửi từ|dikirim|ส่งจาก|iphoneから|私の)/iu
const sentAtEnd =
  /(?:gesendet|verzonden|gestuurd|gönderildi|küldve|küldtem|から送信|から送信されました|发送|發送|傳送|寄出|에서 보냄|에서 보냈습니다|에서 발송|lähetetty|skickat|sendt)[.。!]?$/iu
/** By what it was sent. */
const device =
  /i(?:phone|pad|pod)|apple watch|mac ?book|android|samsung|galaxy|huawei|xiaomi|redmi|pixel|oneplus|nokia|motorola|lenovo|oppo|fairphone|blackberry|windows ?(?:phone|mail|1[01])|outlook|yahoo|gmail|gmx|web\.de|t-online|proton ?mail|tutanota|\btuta\b|thunderbird|sparrow|airmail|superhuman|\bspark\b|aqua ?mail|k-9|bluemail|mailbird|zoho|fastmail|mail\.ru|yandex|\bqq|foxmail|网易|163|smartphone|handy|mobil|mobiel|móvil|movil|celular|cellulare|portable|telefon|telefoon|téléphone|telephone|phone|téléfono|teléfono|teléfon|puhelime|tablet|телефон|смартфон|手机|手機|行動|스마트폰|携帯|휴대|הסלולרי|هاتف|điện thoại|ponsel|โทรศัพท์|मोबाइल|mail (?:for|app)|mail-app|posta|mobile|correo|smart/iu
const mine =
  /^(?:sent|gesendet|envoyé|enviado|inviato|verzonden) (?:from|via|von|de|depuis|desde|do|dal|da|van(?:af)?|met) (?:my|meinem|mon|mi|meu|mio|mijn) \S+(?: \S+){0,5}[.!]?$/iu
/** People who type on phones say so in words of their own. */
const excuses =
  /^(?:please )?(?:excuse|pardon|forgive|sorry for) (?:my |the |any |this )?(?:brevity|typos?|spelling|mistakes)|^(?:bitte )?(?:entschuldigen? sie )?die kürze|^brevity and typos/iu

const longestFooter = 140

/** Whether a line is what a phone or a mail program puts below a message by itself, such as 'Sent from my iPhone'. */
export function isMobileFooter(text: string): boolean {
  const bare = bareLine(text).replace(/^[-–—~<([ ]+/u, '')
  if (bare === '' || bare.length > longestFooter) return false
  if (excuses.test(bare) || mine.test(bare)) return true
  // 'Sent from the phone shop yesterday, it should be there on Monday.' is a sentence of somebody's.
  if (/[,;?] |[.!?] \p{L}/u.test(bare.replace(/<[^>]*>/g, '')) && !/excuse|typo|brevity|kürze/i.test(bare)) return false
  return (sent.test(bare) || sentAtEnd.test(bare)) && device.test(bare) && bare.split(' ').length <= 14
}
