const places: Readonly<Record<string, string>> = {
  web: 'in the browser',
  slack: 'in Slack',
  telegram: 'in Telegram',
  email: 'by e-mail',
}

/** Where somebody did something, as the end of a sentence; empty where nobody knows. */
export const whereText = (via: string | null): string => places[via ?? ''] ?? ''
