import { decodeWords } from 'postal-mime'
import { headersOf } from '../gmail/headers'
import type { ExportedMail } from './read-mailbox'

/** Gmail's own labels by id, and the person's by name. */
export type ExportLabels = { system: string[]; own: string[] }

/** What an export without any word about it is taken for: there is something to do then. */
const unknown: ExportLabels = { system: ['INBOX', 'UNREAD'], own: [] }

/**
 * The names in Takeout's `X-Gmail-Labels`, in English, German, French, Spanish, Italian, Portuguese and Dutch. A name without a
 * label of its own says what a missing label says: archived is not in the inbox, opened is not unread.
 */
const names: [label: string | null, ...names: string[]][] = [
  ['INBOX', 'Inbox', 'Posteingang', 'Boîte de réception', 'Messages reçus', 'Recibidos', 'Bandeja de entrada'],
  ['INBOX', 'Posta in arrivo', 'Caixa de entrada', 'Recebidos', 'Postvak IN', 'Inkomend'],
  ['UNREAD', 'Unread', 'Ungelesen', 'Non lu', 'Non lus', 'No leído', 'No leídos', 'Da leggere', 'Non letto'],
  ['UNREAD', 'Non letti', 'Não lido', 'Não lida', 'Não lidas', 'Não lidos', 'Ongelezen'],
  [null, 'Opened', 'Geöffnet', 'Ouvert', 'Abierto', 'Abiertos', 'Aperto', 'Aperti', 'Aberto', 'Aberta', 'Abertas'],
  [null, 'Geopend', 'Read', 'Gelesen', 'Lu', 'Lus', 'Leído', 'Leídos', 'Letto', 'Lido', 'Lida', 'Gelezen'],
  [null, 'Archived', 'Archiviert', 'Archivé', 'Archivés', 'Messages archivés', 'Archivado', 'Archivados'],
  [null, 'Archiviato', 'Archiviati', 'Arquivado', 'Arquivada', 'Arquivados', 'Gearchiveerd'],
  ['SENT', 'Sent', 'Gesendet', 'Messages envoyés', 'Envoyé', 'Envoyés', 'Enviado', 'Enviados', 'Inviato', 'Inviati'],
  ['SENT', 'Posta inviata', 'Enviada', 'Enviadas', 'Verzonden'],
  ['DRAFT', 'Draft', 'Drafts', 'Entwurf', 'Entwürfe', 'Brouillon', 'Brouillons', 'Borrador', 'Borradores', 'Bozze'],
  ['DRAFT', 'Bozza', 'Rascunho', 'Rascunhos', 'Concept', 'Concepten'],
  ['SPAM', 'Spam', 'Junk', 'Courrier indésirable', 'Correo no deseado'],
  [
    'TRASH',
    'Trash',
    'Bin',
    'Papierkorb',
    'Corbeille',
    'Papelera',
    'Cestino',
    'Lixeira',
    'Lixo',
    'Reciclagem',
    'Prullenbak',
  ],
  ['STARRED', 'Starred', 'Markiert', 'Suivi', 'Suivis', 'Messages suivis', 'Destacado', 'Destacados', 'Speciale'],
  ['STARRED', 'Speciali', 'Com estrela', 'Met ster'],
  ['IMPORTANT', 'Important', 'Wichtig', 'Importants', 'Importante', 'Importantes', 'Importanti', 'Belangrijk'],
  ['CHAT', 'Chat', 'Chats'],
]

/** `Category Promotions`, `Kategorie: Werbung`, `Catégorie "Promotions"`: the word before differs, and its punctuation. */
const categoryWord = /^(?:category|kategorie|catégorie|categoría|categoria|categorie)\s*:?\s+["“„«]?\s*(.+?)\s*["”“»]?$/
const categories: [label: string, ...names: string[]][] = [
  ['CATEGORY_PERSONAL', 'Personal', 'Persönlich', 'Allgemein', 'Personnel', 'Principale', 'Pessoal', 'Persoonlijk'],
  ['CATEGORY_SOCIAL', 'Social', 'Soziale Netzwerke', 'Soziale Medien', 'Réseaux sociaux', 'Sociale', 'Sociaal'],
  ['CATEGORY_PROMOTIONS', 'Promotions', 'Werbung', 'Promociones', 'Promozioni', 'Promoções', 'Reclame', 'Reclames'],
  ['CATEGORY_UPDATES', 'Updates', 'Benachrichtigungen', 'Mises à jour', 'Notifications', 'Notificaciones'],
  ['CATEGORY_UPDATES', 'Novedades', 'Aggiornamenti', 'Atualizações', 'Notificações'],
  ['CATEGORY_FORUMS', 'Forums', 'Foren', 'Foros', 'Forum', 'Fóruns'],
]

const byName = (rows: [label: string | null, ...names: string[]][]) =>
  new Map(rows.flatMap(([label, ...known]) => known.map((name) => [name.toLowerCase(), label] as const)))
const labelOfName = byName(names)
const labelOfCategory = byName(categories)

/** Which labels an exported mail had: by Gmail's header, else by Maildir's flags; without both it is unread in the inbox. */
export function labelsOf({ raw, flags }: ExportedMail): ExportLabels {
  const header = headersOf(raw.toString('base64url')).find(({ name }) => name.toLowerCase() === 'x-gmail-labels')
  const labels = header ? labelsOfHeader(header.value) : null
  return labels ?? (flags === null ? unknown : { system: labelsOfFlags(flags), own: [] })
}

/** Null when no name in it is known: then it is of a language that we do not speak, and says nothing about inbox and unread. */
function labelsOfHeader(value: string): ExportLabels | null {
  const given = splitNames(decodeWords(Buffer.from(value, 'latin1').toString('utf8')))
  const system: string[] = []
  const own: string[] = []
  let understood = false
  for (const name of given) {
    const label = systemLabelOf(name)
    if (label === undefined) {
      own.push(name)
      continue
    }
    understood = true
    if (label) system.push(label)
  }
  return understood ? { system: [...new Set(system)], own } : null
}

/** Undefined for a label of the person's own. */
function systemLabelOf(name: string): string | null | undefined {
  const lower = name.toLowerCase()
  const category = categoryWord.exec(lower)?.[1]
  return category === undefined ? labelOfName.get(lower) : labelOfCategory.get(category)
}

/** A name with a comma in it stands in quotes. */
const splitNames = (text: string) =>
  [...text.matchAll(/\s*(?:"([^"]*)"(?=\s*(?:,|$))|([^,]+))\s*/g)]
    .map(([, quoted, plain]) => (quoted ?? plain ?? '').trim())
    .filter((name) => name !== '')

/** https://cr.yp.to/proto/maildir.html */
function labelsOfFlags(flags: string): string[] {
  const place = flags.includes('T') ? ['TRASH'] : flags.includes('D') ? ['DRAFT'] : ['INBOX']
  return [...place, ...(flags.includes('S') ? [] : ['UNREAD']), ...(flags.includes('F') ? ['STARRED'] : [])]
}
