import { providerIdOf } from '../../connections/provider-of'
import type { Actor, Context } from '../../context'
import { withTeamModel } from '../../suggestions/team-model'
import { mailAddressFor } from './mail-address'
import { agentTransitions } from './transitions'

const weekMs = 7 * 86_400_000
/** Of what an agent has done for the caller. */
const shownActs = 5

/**
 * All agents of a team with what they have been at in the last seven days. Figures are of the whole team; what was done for whom is
 * seen by that person alone.
 */
export async function readAgents(ctx: Context, actor: Actor) {
  const { teamId, userId } = actor
  const since = new Date(ctx.clock.now().getTime() - weekMs)
  const [agents, runs, acts, connections, { model }, mailAddress] = await Promise.all([
    ctx.db.agent.findMany({
      where: { teamId },
      include: { connections: { select: { connectionId: true } } },
      orderBy: [{ status: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
    }),
    ctx.db.agentRun.groupBy({
      by: ['agentId', 'state'],
      where: { teamId, createdAt: { gte: since } },
      _count: true,
      _sum: { costMicros: true },
    }),
    ctx.db.agentAct.findMany({
      where: { teamId, userId, createdAt: { gte: since } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: 200,
    }),
    answering(ctx, teamId),
    // Judging and answering are configured as one; pages have the one that judges.
    withTeamModel(ctx, teamId),
    mailAddressFor(ctx, actor),
  ])
  return {
    items: agents.map((agent) => {
      const own = runs.filter(({ agentId }) => agentId === agent.id)
      const count = (...states: string[]) =>
        own.reduce((total, { state, _count }) => (states.includes(state) ? total + _count : total), 0)
      return {
        id: agent.id,
        name: agent.name,
        slug: agent.slug,
        status: agent.status,
        may: agentTransitions[agent.status],
        instructions: agent.instructions,
        model: agent.model,
        tools: agent.tools,
        mailAddress: mailAddress(agent.slug),
        connectionIds: agent.connections.map(({ connectionId }) => connectionId),
        week: {
          answers: count('done'),
          failed: count('failed'),
          waiting: count('waiting'),
          costMicros: own.reduce((total, { _sum }) => total + (_sum.costMicros ?? 0), 0),
        },
        acts: acts
          .filter(({ agentId }) => agentId === agent.id)
          .slice(0, shownActs)
          .map(({ id, title, state, permitted, errorMessage, createdAt: at }) => ({
            id,
            title,
            state,
            permitted,
            errorMessage,
            at,
          })),
      }
    }),
    connections,
    model: model.offline ? null : model.name,
  }
}

/** Where people can write to an agent: the accounts that the team shares and by which it is reached. */
async function answering(ctx: Context, teamId: string) {
  const rows = await ctx.db.connection.findMany({
    where: { teamId, ownerId: null, status: { not: 'disconnected' } },
    select: { id: true, provider: true, accountName: true },
    orderBy: [{ provider: 'asc' }, { accountName: 'asc' }],
  })
  return rows.flatMap(({ id, accountName, ...row }) => {
    const provider = providerIdOf(row)
    return ctx.providers[provider]?.provider?.channel ? [{ id, provider, accountName }] : []
  })
}
