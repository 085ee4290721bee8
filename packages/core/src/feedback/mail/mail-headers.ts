/** The header fields of a mail as it arrived, topmost first. Names in any case, values unfolded, encoded words decoded or not. */
export type MailHeaders = readonly { readonly key: string; readonly value: string }[]

/** The values of all fields with this name (lower case), topmost first. */
export const headerValues = (headers: MailHeaders, name: string): string[] =>
  headers.flatMap(({ key, value }) => (key.toLowerCase() === name ? [value] : []))

/** The topmost field with this name (lower case); null where there is none. */
export const headerValue = (headers: MailHeaders, name: string): string | null => headerValues(headers, name)[0] ?? null
