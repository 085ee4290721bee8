import { wholly } from './clauses'

const greeting =
  /^(?:hi|hello|hey|dear|hallo|guten (?:tag|morgen|abend)|good (?:morning|afternoon|evening)|moin|servus|liebe[rs]?|bonjour|bonsoir|salut|hola|buenos días|buenas(?: tardes)?|estimad[oa]|ciao|hej|hoi)(?: (?:all|team|there|again|zusammen|\p{L}+)){0,3}$/u
const thanks = wholly(
  "thanks|thank you|many thanks|thx|thanks (?:a lot|so much|for (?:asking|the (?:reminder|info|mail|message)))|thank you (?:very much|so much|for (?:asking|the (?:reminder|info|mail|message)))|danke(?: dir| ihnen| schön| sehr| für die (?:nachfrage|info|erinnerung))?|vielen dank|merci(?: beaucoup| bien)?|(?:muchas )?gracias|please|bitte|s'il (?:vous|te) plaît|por favor|best|cheers|kind regards|best regards|sorry(?: for the delay)?|well|hm+|oh",
)

/** Whether a clause greets or thanks and says nothing else. */
export const isCourtesy = (words: string): boolean => greeting.test(words) || thanks.test(words)
