import path from 'node:path'

const folder = path.resolve(import.meta.dirname, '../fixtures')

/** Labelled mails and chat messages that the training sees. */
export const trainingFiles = [path.join(folder, 'mails-train.jsonl'), path.join(folder, 'messages-train.jsonl')]

/** Labelled mails and chat messages that no training sees; look at their figures, never at single errors. */
export const heldOutFiles = [path.join(folder, 'mails-held-out.jsonl'), path.join(folder, 'messages-held-out.jsonl')]

/** Labelled calendar events: those that the rules were made on, and those that they were only measured on. */
export const eventFiles = {
  seen: path.join(folder, 'events-train.jsonl'),
  heldOut: path.join(folder, 'events-held-out.jsonl'),
}

/** Labelled pages and rows: those that the rules were made on, and those that they were only measured on. */
export const pageFiles = {
  seen: path.join(folder, 'pages-train.jsonl'),
  heldOut: path.join(folder, 'pages-held-out.jsonl'),
}

/** Labelled pairs of asks: those that the comparing was made on, and those that it was only measured on. */
export const sameAskFiles = {
  seen: path.join(folder, 'same-asks-seen.jsonl'),
  heldOut: path.join(folder, 'same-asks-held-out.jsonl'),
}
