import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import path from 'node:path'
import next from 'next'
import { composition } from '../server/composition'
import { compressedFiles } from './compressed-files'
import { procedureCalls } from './procedure-calls'
import { webhookCalls } from './webhook-calls'

export type WebServerOptions = {
  /** The app's folder, with what the build made. */
  dir: string
  port: number
  /** Undefined: reachable by every address of the machine. */
  hostname: string | undefined
}

export type WebServer = { server: Server; close(): Promise<void> }

/** What `next start` does, with the compressed files before it. */
export async function startWebServer({ dir, port, hostname }: WebServerOptions): Promise<WebServer> {
  const isAnswered = compressedFiles(path.join(dir, '.next/static'))
  const server = createServer((request, response) => {
    if (isAnswered(request, response)) return
    const answered = procedureCalls(request, response) ?? webhookCalls(request, response) ?? handle(request, response)
    answered.catch((error: unknown) => fail(request, response, error))
  })
  const app = next({ dev: false, dir, port, hostname, httpServer: server })
  const handle = app.getRequestHandler()
  await app.prepare()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: hostname }, resolve)
  })
  return {
    server,
    async close() {
      // Answers under way are finished; what they still do afterwards is waited for by Next.
      await new Promise((resolve) => server.close(resolve))
      await app.close()
      await composition().close()
    },
  }
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  console.error(`Failed to answer ${request.method} ${request.url}`, error)
  if (!response.headersSent) response.statusCode = 500
  response.end()
}
