/** What stands for a message of files without words: what a channel brings, and what is known by it. */
export const wordsOfFiles = (files: readonly { name: string }[]): string =>
  files.map(({ name }) => `[${name}]`).join('\n')
