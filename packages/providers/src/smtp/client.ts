import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { connect as connectTls, type ConnectionOptions, TLSSocket } from 'node:tls'
import type SMTPConnection from 'nodemailer/lib/smtp-connection/index.js'
import { within } from '@switchboard/core/abort'
import { publicLookup, refusePrivateLiteral } from '../net/public-address'
import { faultOf, type Phase, SmtpFault } from './fault'

/** The library's own limit. */
const quietMs = 600_000

/** A server that sends mail, and how it is signed in to. */
export type SmtpServer = {
  host: string
  port: number
  /** `starttls`: before anything else is sent; `opportunistic`: where the server has it. */
  security: 'tls' | 'starttls' | 'opportunistic' | 'none'
  /** Null: nobody is asked who they are. */
  login: { user: string; password: string } | null
  /** Of the certificate: `unchecked` for a server whose operator wants it so. */
  certificate?: 'checked' | 'unchecked'
}

export type SmtpConfig = {
  /** Whether servers may be in this machine's own or another private network. */
  privateAddresses: 'allowed' | 'refused'
  /** Certificates that are trusted beside the public ones, in PEM. */
  certificates?: string[]
}

export type Limits = { signal: AbortSignal; timeoutMs: number }

export type SmtpConversation = {
  isUsable(): boolean
  /** Hands one mail over. Throws SmtpFault, and is of no use after that. */
  send(envelope: { from: string; to: string }, raw: Buffer, limits: Limits): Promise<void>
  close(): void
}

/** Connects, encrypts and signs in. Throws SmtpFault. Whoever gets the conversation closes it. */
export async function openSmtp(server: SmtpServer, config: SmtpConfig, limits: Limits): Promise<SmtpConversation> {
  const { host, port, security, login } = server
  // Only where it is used: it costs every process some memory.
  const { default: Client } = await import('nodemailer/lib/smtp-connection/index.js')
  const checks = {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: server.certificate !== 'unchecked',
    ...(config.certificates ? { ca: config.certificates } : {}),
  } as const
  const connection = new Client({
    // Opened here: the client's own way to look names up asks nobody whether the address may be called.
    connection: await openSocket(server, config, checks, limits),
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: limits.timeoutMs,
    greetingTimeout: limits.timeoutMs,
    // A step is ended by its own time before.
    socketTimeout: Math.max(quietMs, 3 * limits.timeoutMs),
    tls: checks,
  })
  connection.alreadySecured = security === 'tls'
  let isOver = false
  let fail: (error: unknown) => void = () => undefined
  const end = (error: unknown) => {
    isOver = true
    fail(error)
  }
  connection.on('error', end)
  connection.on('end', () => end(new SmtpFault('unreachable', 'closed')))
  const close = () => {
    isOver = true
    connection.close()
    // By itself it waits for the server to end it as well.
    connection._socket.destroy()
  }

  /** One step; what ends the conversation meanwhile ends the step. `phaseNow` is asked when it has failed. */
  async function step(
    { signal, timeoutMs }: Limits,
    phaseNow: () => Phase,
    take: (done: (error?: unknown) => void) => void,
  ): Promise<void> {
    try {
      await within(
        timeoutMs,
        signal,
        (limit) =>
          new Promise<void>((resolve, reject) => {
            fail = reject
            limit.addEventListener('abort', () => reject(cutOff(phaseNow())), { once: true })
            if (limit.aborted) reject(cutOff(phaseNow()))
            else if (isOver) reject(new SmtpFault('unreachable', 'closed'))
            else take((error) => (error ? reject(error) : resolve()))
          }),
      )
    } catch (error) {
      const phase = phaseNow()
      const fault = isLoss(error) && phase === 'handing_over' ? new SmtpFault('lost', 'closed', null) : error
      const distrusted = phase === 'connecting' ? distrustIn(connection) : null
      close()
      throw faultOf(fault, phase, distrusted)
    } finally {
      fail = () => undefined
    }
  }

  await step(
    { ...limits, timeoutMs: 2 * limits.timeoutMs },
    () => 'connecting',
    (done) => connection.connect(done),
  )
  if (login) {
    const credentials = { user: login.user, pass: login.password }
    await step(
      limits,
      () => 'signing_in',
      (done) => connection.login({ credentials }, done),
    )
  }

  return {
    isUsable: () => !isOver,
    send(envelope, raw, sendLimits) {
      let isBegun = false
      const body = Readable.from(
        (function* () {
          // Read for the first time when the server has asked for it.
          isBegun = true
          yield raw
        })(),
      )
      let isAnswered = false
      return step(
        sendLimits,
        () => (isBegun || isAnswered ? 'handing_over' : 'addressing'),
        (done) =>
          connection.send({ ...envelope, size: raw.length }, body, (error) => {
            isAnswered = true
            done(error ?? undefined)
          }),
      )
    },
    close,
  }
}

/** A socket to an address that may be called, encrypted where it is so from the beginning. */
async function openSocket(
  { host, port, security }: SmtpServer,
  config: SmtpConfig,
  checks: ConnectionOptions,
  limits: Limits,
): Promise<Socket> {
  const isRefused = config.privateAddresses === 'refused'
  let socket: Socket | null = null
  try {
    if (isRefused) refusePrivateLiteral(host)
    const address = { host: host.replace(/^\[|\]$/g, ''), port, ...(isRefused ? { lookup: publicLookup } : {}) }
    const name = isIP(address.host) === 0 ? { servername: address.host } : {}
    const opened = security === 'tls' ? connectTls({ ...address, ...checks, ...name }) : connectPlain(address)
    socket = opened
    await within(
      limits.timeoutMs,
      limits.signal,
      (limit) =>
        new Promise<void>((resolve, reject) => {
          limit.addEventListener('abort', () => reject(cutOff('connecting')), { once: true })
          if (limit.aborted) reject(cutOff('connecting'))
          opened.once('error', reject)
          opened.once(security === 'tls' ? 'secureConnect' : 'connect', () => {
            opened.removeListener('error', reject)
            resolve()
          })
        }),
    )
    return opened
  } catch (error) {
    socket?.on('error', () => undefined).destroy()
    throw faultOf(error, 'connecting')
  }
}

const cutOff = (phase: Phase) => new SmtpFault('slow', 'cut off', phase === 'handing_over' ? null : false)

/** Whether the line was lost, as opposed to an answer that says no. */
const isLoss = (error: unknown) => error instanceof SmtpFault && error.kind === 'unreachable'

/** The client drops the code by which a certificate was refused; the socket keeps it. */
function distrustIn({ _socket: socket }: SMTPConnection): string | null {
  const reason = socket instanceof TLSSocket && !socket.authorized ? socket.authorizationError : null
  return reason ? String(reason) : null
}
