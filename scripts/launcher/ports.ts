import net from 'node:net'
import { codeOf, Fault } from './fault'

export type WantedPort = { variable: string; port: number; host: string | undefined }

/** Throws a Fault that names the first port which somebody else has. */
export async function checkPorts(wanted: WantedPort[]): Promise<void> {
  for (const { variable, port, host } of wanted) {
    const refusal = await tryListening(port, host)
    if (refusal === 'EADDRINUSE') {
      throw new Fault(
        `The port ${port} is in use by another program. Stop that one, or choose another port with ${variable}.`,
      )
    }
    if (refusal) throw new Fault(`The port ${port} cannot be opened (${refusal}). Choose another with ${variable}.`)
  }
}

const tryListening = (port: number, host: string | undefined) =>
  new Promise<string | null>((resolve) => {
    const probe = net.createServer()
    probe.once('error', (error) => resolve(codeOf(error) ?? error.message))
    probe.listen({ port, host }, () => probe.close(() => resolve(null)))
  })

export const isFree = async (port: number): Promise<boolean> => (await tryListening(port, undefined)) === null
