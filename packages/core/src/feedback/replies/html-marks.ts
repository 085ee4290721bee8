/** What an element says of the words in it; `opens`: they are quoted up to its first blockquote. `border` and `rule` as in `MailLine`. */
export type ElementMark = 'quoted' | 'opens' | 'border' | 'rule' | 'signature' | null

export type Attributes = { id: string; class: string; name: string; style: string; 'data-marker': string }

/** Where a mail program puts the message that is answered, by id. */
const quotedIds =
  /^(?:x_)?(?:mail-editor-reference-message-container|yahoo_quoted|ymail_quoted|OLK_SRC_BODY_SECTION|AOLMsgPart|reply-intro|isForwardContent)/i
/** Outlook, Zimbra: what follows is the earlier message, to the end of the mail. */
const borderIds = /^(?:divRplyFwdMsg|appendonsend|zwchr|stopSpelling)$/i
const quotedClasses =
  /(?:^| )(?:gmail_attr|yahoo_quoted|moz-cite-prefix|moz-forward-container|zmail_extra|mail-quote)(?: |$)/i
/** Gmail, Proton: a frame around 'On … wrote:' and the quotes, in which people answer between them. */
const openingClasses = /(?:^| )(?:gmail_quote|protonmail_quote)(?: |$)/i
const signatureClasses =
  /(?:^| )(?:gmail_signature|gmail_signature_prefix|moz-signature|protonmail_signature_block|apple-signature|signature)(?: |$)/i
const signatureIds = /^(?:signature|AppleMailSignature|ms-outlook-mobile-signature|composer_signature)/i

/** Reads what the programs of people mark. Every blockquote is a quote, also where it only indents: words in it never count. */
export function markOf(element: string, attributes: Attributes): ElementMark {
  if (element === 'blockquote') return 'quoted'
  if (borderIds.test(attributes.id) || /^__(?:DIVIDER|QUOTED_TEXT)__$/.test(attributes['data-marker'])) return 'border'
  if (quotedIds.test(attributes.id) || attributes.name === 'messageReplySection') return 'quoted'
  if (quotedClasses.test(attributes.class)) return 'quoted'
  if (signatureClasses.test(attributes.class) || signatureIds.test(attributes.id)) return 'signature'
  if (attributes.name === 'messageSignatureSection') return 'signature'
  if (openingClasses.test(attributes.class)) return 'opens'
  // Outlook draws a line above 'From: … Sent: …', which only together with these says something.
  if (element === 'hr' || /border-top: ?(?:solid|[\d.]+p[tx] solid)/i.test(attributes.style)) return 'rule'
  return null
}
