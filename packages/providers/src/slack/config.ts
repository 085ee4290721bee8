import type { Clock } from '@switchboard/core/ports/clock'

/** A Slack app as somebody has registered it: the operator, or a team. */
export type SlackConfig = {
  /** Its name in webhook paths and account ids. */
  app: string
  clientId: string
  clientSecret: string
  signingSecret: string
  /** Where the Web API answers, with a slash at its end: `https://slack.com/api/`. */
  apiUrl: string
  clock: Clock
}

/** The app that the environment sets up; those of teams are named by their ids. */
export const defaultApp = 'default'

/**
 * What an installation is known by: its app and the workspace, or for an app that a whole Enterprise Grid organisation has
 * installed, the organisation. Connections and events carry it alike.
 */
export const accountIdOf = (
  app: string,
  installation: { enterpriseId: string | null; teamId: string; isOrg: boolean },
) => `${app}:${installation.isOrg && installation.enterpriseId ? installation.enterpriseId : installation.teamId}`
