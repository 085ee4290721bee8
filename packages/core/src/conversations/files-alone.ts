type File = { name: string }

/** What stands for a message of files without words. */
export const wordsOfFiles = (files: readonly File[]): string => files.map(({ name }) => `[${name}]`).join('\n')

/** Whether a message is files and no words: nobody here opens them. */
export const isFilesAlone = (text: string, files: readonly File[]): boolean =>
  files.length > 0 && text.trim() === wordsOfFiles(files).trim()

/** What is said to that. */
export const filesUnread =
  'I can read words alone, not photos, voice messages or other files. Write in words what you want me to know.'
