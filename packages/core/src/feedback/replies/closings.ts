import { bareLine } from './mail-line'

/** Words that end a letter and say nothing more. */
const regards = new RegExp(
  `^(?:${[
    '(?:(?:with )?(?:my |our )?(?:very |most )?(?:best|kind|kindest|warm|warmest|many|sincere)(?: and (?:best|kind|warm))?)(?: (?:regards|wishes))|regards|(?:yours )?(?:sincerely|faithfully|truly|respectfully|cordially)(?: yours)?|yours|best|all the best|cheers|br|kr|rgds|warmly|take care|talk soon|respectfully|have a (?:nice|great|good) (?:day|weekend|evening|one)',
    '(?:mit |viele |liebe |beste |herzliche |schöne |freundliche )?(?:freundlichen |besten |herzlichen |lieben |vielen |schönen )?(?:grüßen|grüsse|grüße|gruss|gruß|gruessen|gruesse|grüssen)(?: (?:aus|und|an) .{0,30})?|(?:lieben|besten|schönen|freundlichen|herzlichen) (?:gruß|gruss|dank und gruß)|mfg|lg|vg|hg|bg|hochachtungsvoll',
    '(?:bien )?(?:cordialement|amicalement|sincèrement)(?: vôtre)?|bien à (?:vous|toi)|cdlt|cdt|(?:meilleures|sincères|cordiales) salutations|salutations(?: distinguées)?|bonne journée|à bientôt',
    '(?:un )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|atentamente|(?:muy )?atte|un abrazo|abrazos?|atenciosamente|att|(?:com os )?(?:melhores )?cumprimentos|cordialmente|abraços?',
    '(?:cordiali |distinti )?saluti|un saluto|(?:met )?(?:vriendelijke|hartelijke) (?:groet(?:en)?)|groet(?:en|jes)?|mvg|(?:med )?(?:vänlig(?:a)?|bästa|venlig|vennlig|hjertelig) h(?:älsning(?:ar)?|ilsen(?:er)?)|hälsningar|mvh|hilsen|vh|(?:ystävällisin |parhain )?terveisin|terveisin|t',
    '(?:z )?(?:poważaniem|pozdrowieniami)|pozdrawiam(?: serdecznie)?|s pozdravem|(?:se )?srdečným pozdravem|(?:szívélyes )?üdvözlettel|üdv|cu (?:stimă|respect|drag)|saygılarımla|selamlar|iyi çalışmalar|с уважением|з повагою|всего доброго|με εκτίμηση|с уважение|lep pozdrav|srdačan pozdrav|よろしくお願い(?:いた)?します|此致|祝好|감사합니다 드림|בברכה|مع التحية',
  ].join('|')})$`,
  'iu',
)
/** Thanks say something, unless a name follows. */
const thanks =
  /^(?:(?:many |with |much )?(?:thanks|thx|thank you|ta)(?: (?:again|a lot|so much|very much|in advance|and (?:best|kind) regards|and regards))?|(?:vielen |besten |herzlichen )?(?:dank|danke)(?: (?:dir|ihnen|euch|im voraus|und (?:viele |liebe |beste )?grüße|vorab))?|(?:un grand )?merci(?: (?:beaucoup|d['’]avance|bien|à (?:vous|toi)))?|(?:muchas |mil )?gracias(?: de antemano)?|(?:muito )?obrigad[oa]|grazie(?: mille)?|(?:hartelijk |alvast )?bedankt|dank je(?: wel)?|tack(?: så mycket| på förhand)?|(?:mange )?tak(?:k)?|kiitos|dziękuję|děkuji|köszönöm|mulțumesc|teşekkürler|спасибо|дякую|ευχαριστώ)$/iu

export type Closing = 'regards' | 'thanks'

/** What kind of a closing formula a line is; null: none. 'Best regards, Ada' in one line is one, too. */
export function closingOf(text: string): Closing | null {
  const bare = bareLine(text).replace(/^[-–—]+ ?/u, '')
  if (bare.length > 60) return null
  const whole = bare.replace(/[\s,.!;:*_–—-]+$/u, '')
  if (regards.test(whole)) return 'regards'
  if (thanks.test(whole)) return 'thanks'
  const [formula = '', name = ''] = whole.split(/, ?/u)
  if (/^\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,2}$/u.test(name) && (regards.test(formula) || thanks.test(formula)))
    return 'regards'
  return null
}
