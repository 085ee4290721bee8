/**
 * Whether a text holds what opens something: a password, a token, the number of a card. Such things are not remembered; a text that only looks
 * like one is not either, which costs less.
 */
export const holdsSecret = (text: string): boolean =>
  namedSecret.test(text) || knownTokens.some((pattern) => pattern.test(text)) || holdsCardNumber(text)

/** 'The password is …', 'PIN: …'. */
const namedSecret =
  /\b(?:password|passphrase|passcode|pwd|passwort|kennwort|pass|pin|puk|tan|otp|cvv|cvc|(?:api|access|secret|private)[ _-]?keys?|client secret|token|mot de passe|contraseña)s?\b(?:\s+[\p{L}'’]+){0,4}?\s*(?:is|are|was|ist|sind|lautet|heißt|est|es|:|=)\s*\S/iu

const knownTokens = [
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,}/,
  /\b(?:gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|xapp-|ya29\.|AIza|AKIA|ASIA|SG\.|npm_|hf_)[\w.-]{8,}/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  // Telegram's bots.
  /\b\d{8,10}:[\w-]{30,}/,
  /\b[0-9a-f]{32,}\b/i,
  // Letters of both cases and digits, too long for a word.
  /(?<![\w+/=-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])[\w+/=-]{20,200}(?![\w+/=-])/,
]

const holdsCardNumber = (text: string): boolean =>
  [...text.matchAll(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g)].some(([run]) => isCardNumber(run.replace(/\D/g, '')))

/** By the check digit that all cards have. https://en.wikipedia.org/wiki/Luhn_algorithm */
function isCardNumber(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
