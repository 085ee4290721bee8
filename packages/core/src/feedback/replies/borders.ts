import { bareLine, type MailLine } from './mail-line'
import { headerBlockLength } from './header-block'

/** 'Original message' and 'Forwarded message' as mail programs say it, between dashes. */
const originals = new RegExp(
  `^(?:${[
    '(?:the )?(?:original|forwarded|reply|start of forwarded) (?:message|mail|e-?mail|text|appointment)',
    '(?:original|ursprüngliche|weitergeleitete|urspruengliche)[ -](?:nachricht|mail|e-mail|message)',
    "(?:message|courriel|e-mail) (?:d['’]origine|original|initial|transféré|transmis)|mail original",
    '(?:mensaje|correo|missatge) (?:original|reenviado|reenviat)',
    '(?:mensagem|e-mail) (?:original|encaminhada)',
    '(?:messaggio|e-mail) (?:originale|inoltrato)',
    '(?:oorspronkelijk|origineel|doorgestuurd) bericht',
    '(?:ursprungligt|vidarebefordrat|original) ?meddelande',
    '(?:oprindelig|original|opprinnelig|videresendt) (?:meddelelse|besked|melding)',
    '(?:alkuperäinen|välitetty|edelleenlähetetty) viesti',
    '(?:oryginalna|przekazana) wiadomość|wiadomość (?:oryginalna|przekazana)',
    '(?:původní|přeposlaná|pôvodná|preposlaná) (?:zpráva|správa|e-mail)',
    '(?:eredeti|továbbított) üzenet',
    'mesaj(?:ul)? (?:original|inițial|redirecționat)',
    '(?:исходное|пересылаемое|пересланное|оригинальное|первоначальное) (?:сообщение|письмо)',
    '(?:початкове|переслане|оригінальне) повідомлення|(?:оригинално|препратено) съобщение',
    '(?:orijinal|özgün|iletilen) (?:mesaj|ileti)|(?:αρχικό|προωθημένο) μήνυμα',
    '(?:izvorna|originalna|proslijeđena|izvirno|posredovano) (?:poruka|sporočilo)',
    '元のメッセージ|転送メッセージ|元のメール|原始邮件|原始郵件|转发邮件|轉寄郵件|原邮件|原郵件|转发的邮件|원본 ?(?:메시지|메일)|전달된 메(?:시지|일)',
    'הודעה מקורית|הודעה שהועברה|الرسالة الأصلية|رسالة (?:معاد توجيهها|أصلية)',
    '(?:thư|tin nhắn) (?:gốc|đã chuyển tiếp)|pesan (?:asli|terusan)|ข้อความ(?:ต้นฉบับ|ที่ส่งต่อ)',
  ].join('|')})$`,
  'iu',
)

/** Apple's border of a forward, without dashes. */
const forwardBegins =
  /^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem (?:re)?encaminhada|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt (?:besked|melding)|переадресованное сообщение|początek przekazywanej wiadomości) ?:/iu

/** Ticket systems ask people to write above a line of theirs. */
const replyAbove =
  /(?:reply|respond|type your reply|write your reply|answer|antworten sie|antwort)\b.{0,30}\b(?:above|oberhalb|über) (?:this|dieser|diese) (?:line|zeile|linie)/i
const dashes = /^[-–—―‐‑_=*~#>• ]+|[-–—―‐‑_=*~#<•: ]+$/gu

/**
 * How many lines the border takes that begins at `index` and is no 'Ada wrote:'; 0 when there is none. What stands below it is an earlier
 * message.
 */
export function borderLength(lines: readonly MailLine[], index: number): number {
  const line = lines[index]
  if (!line) return 0
  const bare = bareLine(line.text)
  if (line.mark === 'border') return Math.max(1, headerBlockLength(lines, index, true))
  const headers = headerBlockLength(lines, index, line.mark === 'rule')
  if (headers > 0 || bare === '') return headers
  if (isDashed(bare) && originals.test(bare.replace(dashes, ''))) return 1 + headersBelow(lines, index)
  if (forwardBegins.test(bare)) return 1 + headersBelow(lines, index)
  if (replyAbove.test(bare) && bare.length <= 150) return 1
  // Outlook on the web and on phones: a long line, then headers.
  if (/^[_-]{10,}$/.test(bare) && headersBelow(lines, index) > 0) return 1 + headersBelow(lines, index)
  return 0
}

const isDashed = (bare: string) => /^[-–—―‐‑_=*~]{2,}/u.test(bare) && /[-–—―‐‑_=*~]{2,}:?$/u.test(bare)

/** With the empty lines between; they may be any headers, since a border stands above. */
function headersBelow(lines: readonly MailLine[], index: number): number {
  let at = index + 1
  while (at <= index + 2 && lines[at]?.text.trim() === '') at++
  const length = headerBlockLength(lines, at, true)
  return length === 0 ? 0 : at - index - 1 + length
}
