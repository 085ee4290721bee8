const names =
  'DATABASE_URL PUBLIC_URL GATEWAY_URL SMTP_URL ENCRYPTION_KEYS SESSION_SECRET SANDBOX_MAILBOX ' +
  'GOOGLE_CLIENT_ID GOOGLE_CLIENT_SECRET SLACK_CLIENT_ID SLACK_CLIENT_SECRET SLACK_SIGNING_SECRET ' +
  'NOTION_CLIENT_ID NOTION_CLIENT_SECRET NOTION_WEBHOOK_TOKEN OPENAI_API_KEY GENERATOR LOG_LEVEL'

/** An operator's .env may hold real keys and addresses; an empty value takes them away. */
export const withoutOperatorsOwn = Object.fromEntries(names.split(' ').map((name) => [name, '']))
