/** Where providers send to. */
export const webhooksPath = '/api/webhooks/'
