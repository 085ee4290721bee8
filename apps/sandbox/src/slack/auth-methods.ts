import { revokeAccount, revokeGrant } from '../google/token'
import type { Store } from '../state/store'
import { type Methods, teamsOf } from './method'
import { paged } from './paged'
import { slackBot, slackWorkspaces } from './seed'

export const authMethods = (store: Store, ownUrl: () => string): Methods => ({
  'auth.test': {
    needs: [],
    answer: ({ teamId }) => ({
      url: `${ownUrl()}/slack/`,
      team: slackWorkspaces.find(({ id }) => id === teamId)?.name ?? teamId,
      team_id: teamId,
      user: slackBot.name,
      user_id: slackBot.id,
      bot_id: slackBot.botId,
      ...(teamsOf(teamId) ? { enterprise_id: teamId } : {}),
      is_enterprise_install: teamsOf(teamId) !== undefined,
    }),
  },
  'auth.teams.list': {
    needs: [],
    answer: ({ teamId, args }) => {
      const { rows, next } = paged(teamsOf(teamId) ?? slackWorkspaces.filter(({ id }) => id === teamId), args)
      return { teams: rows.map(({ id, name }) => ({ id, name })), ...next }
    },
  },
  'auth.revoke': {
    needs: [],
    answer: ({ token }) => {
      const grant = store.data.grants.find(({ id }) => id === store.data.access[token]?.grantId)
      if (grant) revokeAccount(store, grant)
      revokeGrant(store, grant?.id ?? '')
      return { revoked: true }
    },
  },
})
