/** The same on the server and in the page: one cache entry each. */
export const firstMessages = { limit: 50, channel: null, state: null, personId: null }
