/** Services that deliver `name+anything@domain` to `name@domain`, by what they say themselves. Elsewhere such mail may come back. */
const withTags =
  /@(?:gmail|googlemail|outlook|hotmail|live|icloud|me|mac|fastmail|proton|protonmail|pm|zoho|mailbox|posteo)\.[a-z.]+$/i

/** Whether an address is known to take a tag; where it does not, an answer is known by the mail that it names. */
export const takesTags = (address: string): boolean => withTags.test(address)
