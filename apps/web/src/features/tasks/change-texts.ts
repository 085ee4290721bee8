/** What is said of finishing a task, by the server's answer. */
export const completedText = (title: string, changed: boolean): string =>
  changed ? `Done: “${title}”` : `“${title}” was done already`

/** What is said of opening a task again, by the server's answer. */
export const reopenedText = (title: string, changed: boolean): string =>
  changed ? `“${title}” is open again` : `“${title}” was not done`
