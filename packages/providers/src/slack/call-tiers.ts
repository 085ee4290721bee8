const [tier2, tier3, tier4] = [20, 50, 100]

/**
 * How often each method may be called in a workspace, beside sending, changing and looking for what was sent, which the orchestrator counts, and
 * what the sync reads by itself. `conversations.open` is left to Slack: each new process asks it once for each person. https://docs.slack.dev/apis/web-api/rate-limits; the tier stands on each method's page. `auth.test` and
 * `chat.getPermalink` have none, and allow hundreds.
 */
export const callsPerMinute: Partial<Record<string, number>> = {
  'auth.teams.list': tier2,
  'chat.postEphemeral': tier4,
  'conversations.info': tier3,
  'conversations.list': tier2,
  'reactions.add': tier3,
  'reactions.get': tier3,
  'reactions.remove': tier2,
  'users.info': tier4,
  'users.lookupByEmail': tier3,
  'views.open': tier4,
}
