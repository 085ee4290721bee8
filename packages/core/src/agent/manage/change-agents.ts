import type { AgentStatus, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../../context'
import { notFound, SwitchboardError } from '../../errors'
import { signalLive } from '../../live'
import { providerIdOf } from '../../connections/provider-of'
import { mustManage } from '../../teams/must-manage'
import { isUniqueViolation } from '../../unique-violation'
import { agentLimits } from './limits'
import { agentMayBecome } from './transitions'

export type AgentFields = {
  name: string
  slug: string
  instructions: string
  /** Null: the model that the operator has configured. */
  model: string | null
  tools: string[]
  /** The shared connections at which it answers; of one provider one. */
  connectionIds: string[]
}

/** Adds an agent; asked for twice under one id it is added once. Throws forbidden, conflict, invalid_input. */
export async function createAgent(ctx: Context, actor: Actor, { id, ...fields }: AgentFields & { id: string }) {
  mustManage(actor)
  const { teamId } = actor
  const { connectionIds, ...columns } = fields
  await refusingTakenSlugs(() =>
    ctx.db.$transaction(async (tx) => {
      await holdTeam(tx, teamId)
      if (await tx.agent.findUnique({ where: { teamId_id: { teamId, id } } })) return
      if ((await tx.agent.count({ where: { teamId } })) >= agentLimits.agents)
        throw new SwitchboardError('conflict', `A team has ${agentLimits.agents} agents at most.`)
      await tx.agent.create({ data: { teamId, id, ...columns, createdAt: ctx.clock.now() } })
      await answerAt(tx, { teamId, id }, connectionIds)
      await tell(tx, teamId, id)
    }),
  )
}

/** Throws forbidden, not_found, conflict, invalid_input. */
export async function updateAgent(ctx: Context, actor: Actor, { id, ...fields }: AgentFields & { id: string }) {
  mustManage(actor)
  const { teamId } = actor
  const { connectionIds, ...columns } = fields
  await refusingTakenSlugs(() =>
    ctx.db.$transaction(async (tx) => {
      await holdTeam(tx, teamId)
      const { count } = await tx.agent.updateMany({
        where: { teamId, id, status: { not: 'archived' } },
        data: { ...columns, updatedAt: ctx.clock.now() },
      })
      if (count === 0) throw notFound('agent')
      await answerAt(tx, { teamId, id }, connectionIds)
      await tell(tx, teamId, id)
    }),
  )
}

/**
 * Pauses an agent, lets it go on, archives it or takes it out of the archive; to what it is already it stays. What is archived gives up its
 * connections. Throws forbidden, not_found, conflict for a step that is none and for the last agent of a team.
 */
export async function setAgentStatus(ctx: Context, actor: Actor, { id, status }: { id: string; status: AgentStatus }) {
  mustManage(actor)
  const { teamId } = actor
  await ctx.db.$transaction(async (tx) => {
    await holdTeam(tx, teamId)
    const agent = await tx.agent.findUnique({ where: { teamId_id: { teamId, id } } })
    if (!agent) throw notFound('agent')
    if (agent.status === status) return
    const others = await tx.agent.count({ where: { teamId, id: { not: id }, status: { not: 'archived' } } })
    if (status === 'archived' && others === 0)
      throw new SwitchboardError('conflict', 'This is the last agent of your team. Add another one first, or pause it.')
    const { count } = await tx.agent.updateMany({
      where: { teamId, id, status: { in: agentMayBecome(status) } },
      data: { status, updatedAt: ctx.clock.now() },
    })
    if (count === 0)
      throw new SwitchboardError('conflict', `An agent that is ${agent.status} cannot become ${status} at once.`)
    if (status === 'archived') await tx.agentConnection.deleteMany({ where: { teamId, agentId: id } })
    await tell(tx, teamId, id)
  })
}

/** Changes of a team's agents come one after another. */
const holdTeam = (tx: Transaction, teamId: string) =>
  tx.$queryRaw`select 1 as held from "Team" where id = ${teamId}::uuid for update`

const tell = (tx: Transaction, teamId: string, id: string) =>
  signalLive(tx, { teamId, userId: null, subject: 'agent', id })

/** Has an agent answer at these connections and no others; who answered there before does no more. */
async function answerAt(tx: Transaction, { teamId, id }: { teamId: string; id: string }, connectionIds: string[]) {
  const connections = await tx.connection.findMany({
    where: { teamId, ownerId: null, id: { in: connectionIds }, status: { not: 'disconnected' } },
  })
  if (connections.length < new Set(connectionIds).size) throw notFound('connection')
  const providers = connections.map(providerIdOf)
  if (new Set(providers).size < providers.length)
    throw new SwitchboardError('invalid_input', 'Of each service an agent answers at one account.', {
      field: 'connectionIds',
    })
  await tx.agentConnection.deleteMany({
    where: { teamId, OR: [{ agentId: id }, { connectionId: { in: connectionIds } }] },
  })
  await tx.agentConnection.createMany({
    data: connections.map((connection) => ({
      teamId,
      agentId: id,
      connectionId: connection.id,
      provider: connection.provider,
    })),
  })
}

async function refusingTakenSlugs(change: () => Promise<void>): Promise<void> {
  try {
    await change()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new SwitchboardError('conflict', 'Another agent of your team has this short name.', { field: 'slug' })
  }
}
