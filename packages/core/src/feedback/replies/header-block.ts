import { bareLine, type MailLine } from './mail-line'

type HeaderKind = 'from' | 'date' | 'to' | 'subject'

/** What mail programs call the headers that they put above an earlier message, in lower case. */
const labels: Record<HeaderKind, string> = {
  from: 'from|von|absender|de|de la|expéditeur|remitente|remetente|da|mittente|van|från|fra|frå|lähettäjä|od|nadawca|odesílatel|odosielateľ|feladó|expeditor|kimden|gönderen|от|від|от кого|відправник|από|pošiljatelj|saatja|no|nuo|差出人|送信者|送信元|发件人|寄件者|寄件人|보낸 사람|보낸사람|발신|מאת|من|từ|người gửi|dari|pengirim|จาก',
  date: "date|sent|sent on|sent at|datum|gesendet|gesendet am|envoyé|envoyé le|date d'envoi|fecha|enviado|enviado el|enviada|enviada em|enviado em|data|inviato|data invio|verzonden|verzonden op|skickat|sendt|dato|lähetetty|päiväys|päivämäärä|pvm|wysłano|data wysłania|odesláno|odoslané|dátum|elküldve|küldve|küldés dátuma|trimis|dată|gönderildi|gönderilme|tarih|gönderme tarihi|дата|отправлено|дата отправки|надіслано|ημερομηνία|στάλθηκε|poslano|送信日時|日時|日付|发送时间|发送日期|日期|寄件日期|傳送日期|時間|时间|보낸 날짜|보낸날짜|날짜|일시|נשלח|תאריך|تاريخ|التاريخ|تم الإرسال|أرسلت|đã gửi|ngày|ngày gửi|tanggal|dikirim|terkirim|วันที่",
  to: 'to|cc|bcc|reply-to|an|kopie|antwort an|à|a|para|copie|cópia|copia|aan|till|til|kopia|kopi|kopio|vastaanottaja|do|komu|címzett|másolatot kap|către|kime|alıcı|bilgi|кому|копия|копія|προς|κοιν|za|宛先|收件人|收件者|抄送|副本|받는 사람|받는사람|수신|참조|אל|עותק|إلى|نسخة|tới|đến|kepada|untuk|ถึง',
  subject:
    'subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|tárgy|subiect|konu|тема|θέμα|zadeva|件名|主题|主題|主旨|标题|제목|נושא|الموضوع|موضوع|chủ đề|tiêu đề|subjek|perihal|หัวเรื่อง|เรื่อง',
}

const kindOfLabel = new Map<string, HeaderKind>([
  ...byLabel('from'),
  ...byLabel('date'),
  ...byLabel('to'),
  ...byLabel('subject'),
])

function byLabel(kind: HeaderKind): [string, HeaderKind][] {
  return labels[kind].split('|').map((label) => [label, kind])
}

/** Long lists of recipients are wrapped; so many lines without a label are bridged. */
const widestGap = 3
const longestBlock = 60

/**
 * How many lines of 'From: … Sent: … Subject: …' begin here, in the language of any large mail program; 0 when none do. Two lines that
 * only look so ('From: Berlin', 'To: Munich') are no headers, unless `announced` by a border above.
 */
export function headerBlockLength(lines: readonly MailLine[], index: number, announced: boolean): number {
  const first = headerAt(lines[index])
  if (!first) return 0
  const kinds = new Set<HeaderKind>([first.kind])
  let withAddress = /@/.test(first.value)
  let last = index
  for (let at = index + 1; at <= last + widestGap && at < index + longestBlock; at++) {
    const line = lines[at]
    if (!line || (line.text.trim() === '' && at > last + 1)) break
    const header = headerAt(line)
    if (!header) continue
    kinds.add(header.kind)
    withAddress ||= /@/.test(header.value)
    last = at
  }
  const isMail = kinds.has('from') && (kinds.has('date') || kinds.has('subject') || (withAddress && kinds.has('to')))
  const isSent = kinds.has('date') && kinds.has('subject') && kinds.has('to')
  const enough = isMail || isSent || (announced && (kinds.size > 1 || withAddress))
  return enough ? last - index + 1 : 0
}

function headerAt(line: MailLine | undefined): { kind: HeaderKind; value: string } | null {
  if (!line || line.quoted) return null
  const [, label, value] = /^([^:：]{1,30}?)[ *_]*[:：][*_]*(.*)$/.exec(bareLine(line.text)) ?? []
  const kind = kindOfLabel.get(label?.toLowerCase() ?? '')
  return kind ? { kind, value: value ?? '' } : null
}
