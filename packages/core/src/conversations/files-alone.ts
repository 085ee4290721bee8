import { wordsOfFiles } from '../ports/words-of-files'

/** Whether a message is files and no words: nobody here opens them. */
export const isFilesAlone = (text: string, files: readonly { name: string }[]): boolean =>
  files.length > 0 && text.trim() === wordsOfFiles(files).trim()

/** What is said to that. */
export const filesUnread =
  'I can read words alone, not photos, voice messages or other files. Write in words what you want me to know.'
