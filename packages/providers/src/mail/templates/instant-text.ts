/** 'Tuesday, 24 November 2026 at 15:30 CET'. */
export const instantText = (at: Date, timeZone: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(at).replace(/^(\w+) /, '$1, ')} at ${new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'short' }).format(at)}`
