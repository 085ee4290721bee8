/** Text as PostgreSQL takes it: without the character 0, which ends texts there, and without halves of characters. */
export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed()
