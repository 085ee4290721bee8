import type { Clock } from '@switchboard/core/ports'

/** A Slack app as its operator has registered it. */
export type SlackConfig = {
  clientId: string
  clientSecret: string
  signingSecret: string
  /** Where the Web API answers, with a slash at its end: `https://slack.com/api/`. */
  apiUrl: string
  clock: Pick<Clock, 'now'>
}

/** The app that the environment sets up. The name stands in webhook paths and account ids, so that others can be beside it. */
export const defaultApp = 'default'

/**
 * What an installation is known by: its app and the workspace, or for an app that a whole Enterprise Grid organisation has
 * installed, the organisation. Connections and events carry it alike.
 */
export const accountIdOf = (installation: { enterpriseId: string | null; teamId: string; isOrg: boolean }) =>
  `${defaultApp}:${installation.isOrg && installation.enterpriseId ? installation.enterpriseId : installation.teamId}`
