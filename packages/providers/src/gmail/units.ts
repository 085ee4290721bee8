/** What calls cost: https://developers.google.com/workspace/gmail/api/reference/quota */
export const units = { profile: 1, list: 5, history: 2, get: 5, labels: 1, thread: 10 }
