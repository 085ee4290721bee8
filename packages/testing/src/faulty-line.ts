import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** What a line does with a conversation. `cut`: asked before each answer, whether it breaks in place of it. */
type Fault = { kind: 'silent' } | { kind: 'cut'; now: (saidBefore: number) => boolean | Promise<boolean> }

export type FaultyLine = Awaited<ReturnType<typeof openLine>>

/** A line of this machine to a server beside it: what is said passes through as it is, until something goes wrong on purpose. */
export async function openLine(target: { host: string; port: number }) {
  const open = new Set<Socket>()
  let fault: Fault | null = null
  let server: Server | null = null
  const listen = async (port: number) => {
    server = createServer((near) => pass(near)).listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The port is not known.')
    return address.port
  }
  const port = await listen(0)

  function pass(near: Socket): void {
    const far = connect(target.port, target.host)
    let said = 0
    const end = () => [near, far].forEach((socket) => socket.destroy())
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', end).on('close', () => {
        open.delete(socket)
        end()
      })
    }
    near.on('data', (bytes) => {
      said += 1
      if (fault?.kind !== 'silent') far.write(bytes)
    })
    // One answer after another, however long is thought about each.
    let before = Promise.resolve()
    far.on('data', (bytes) => {
      before = before.then(async () => {
        if (fault?.kind === 'silent') return
        if (fault && (await fault.now(said))) end()
        else near.write(bytes)
      })
    })
  }

  async function hangUp(): Promise<void> {
    const ended = server?.listening ? once(server, 'close') : null
    server?.close()
    open.forEach((socket) => socket.destroy())
    await ended
  }

  return {
    host: 'localhost',
    port,
    /** Nobody listens any more, and conversations end. */
    refuse: hangUp,
    /** Conversations stay, and nothing is heard in them any more. */
    silence: () => void (fault = { kind: 'silent' }),
    /** The answer breaks each conversation that is so far: told by how often the caller has spoken, or by what is asked. */
    cut: (now: (saidBefore: number) => boolean | Promise<boolean>) => void (fault = { kind: 'cut', now }),
    async mend(): Promise<void> {
      fault = null
      // What was left unsaid in them is lost.
      open.forEach((socket) => socket.destroy())
      if (!server?.listening) await listen(port)
    },
    close: hangUp,
  }
}
