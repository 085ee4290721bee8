import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port'

/** Real IMAP for tests: Dovecot from Debian, with users and a certificate of its own, on free ports of this machine. */

const binary = '/usr/sbin/dovecot'
const isRoot = process.getuid?.() === 0

/** Whether Dovecot can be had: it is there, or this is a Debian and we may install it. Says once why not. */
export function hasDovecot(): boolean {
  if (!isRoot) return refuse('Dovecot has to be started as root')
  if (existsSync(binary)) return true
  if (!existsSync('/usr/bin/apt-get')) return refuse('there is no apt-get to install Dovecot with')
  try {
    // Test files begin at the same time: one installs, the others wait and find it.
    execFileSync('flock', ['/var/tmp/switchboard-dovecot.lock', 'sh', '-c', `test -x ${binary} || { ${install}; }`], {
      stdio: 'ignore',
      env: { ...environment(), DEBIAN_FRONTEND: 'noninteractive' },
      timeout: installMs,
    })
  } catch {
    return refuse('Dovecot could not be installed')
  }
  return existsSync(binary) || refuse('Dovecot could not be installed')
}

/** It takes half a minute; a network that does not answer is not waited for. */
const installMs = 180_000
const install =
  'apt-get -o Acquire::http::Timeout=15 update && apt-get install -y --no-install-recommends dovecot-imapd openssl'

function refuse(reason: string): false {
  console.log(`Tests on a real mail server are skipped: ${reason}.`)
  return false
}

/** What every program expects. */
const environment = () => ({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' })

export type Dovecot = Awaited<ReturnType<typeof startDovecot>>

const run = promisify(execFile)

/** `certificate`: instead of one that is made for `localhost`. */
export async function startDovecot(options: { users: Record<string, string>; certificate?: Certificate }) {
  // Below /var/tmp: the mail belongs to another user than root.
  const base = mkdtempSync(path.join('/var/tmp', 'switchboard-dovecot-'))
  chmodSync(base, 0o755)
  const [ports, certificate] = [
    { tls: await freePort(), plain: await freePort() },
    options.certificate ?? makeCertificate(path.join(base, 'made')),
  ]
  const file = (name: string, text: string) => {
    writeFileSync(path.join(base, name), text, { mode: 0o600 })
    return path.join(base, name)
  }
  const certificateFile = file('certificate.pem', certificate.certificate)
  const keyFile = file('key.pem', certificate.key)
  mkdirSync(path.join(base, 'mail'))
  chownSync(path.join(base, 'mail'), mailUser, mailUser)
  const known = { ...options.users }
  const writePasswords = () => {
    const lines = Object.entries(known).map(
      ([user, password]) => `${user}:{PLAIN}${password}:${mailUser}:${mailUser}::${path.join(base, 'mail', user)}::`,
    )
    return file('users', `${lines.join('\n')}\n`)
  }
  const passwords = writePasswords()
  const config = file(
    'dovecot.conf',
    `
base_dir = ${base}/run
state_dir = ${base}/state
log_path = ${base}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <${certificateFile}
ssl_key = <${keyFile}
disable_plaintext_auth = yes
# A wrong password is answered at once.
auth_failure_delay = 0
mail_location = maildir:~/Maildir
first_valid_uid = 1
mail_max_userip_connections = 50
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${passwords}
}
userdb {
  driver = passwd-file
  args = username_format=%u ${passwords}
}
namespace inbox {
  inbox = yes
  mailbox Trash {
    auto = create
    special_use = \\Trash
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.plain}
  }
  inet_listener imaps {
    port = ${ports.tls}
    ssl = yes
  }
}
service anvil {
  chroot =
  # Whoever has given a wrong password need not wait with the next.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  user = root
}
service stats {
  chroot =
}
`,
  )
  const server = spawn(binary, ['-F', '-c', config], { stdio: 'ignore', env: environment() })
  const ended = once(server, 'exit')
  const stop = async () => {
    server.kill('SIGTERM')
    await ended
    rmSync(base, { recursive: true, force: true })
  }
  try {
    await answers(ports.tls)
    await answers(ports.plain)
  } catch {
    const log = existsSync(path.join(base, 'log')) ? readFileSync(path.join(base, 'log'), 'utf8') : 'It has no log.'
    await stop()
    throw new Error(`Dovecot did not start:\n${log}`)
  }

  /** What its administrators' tool does; answers what it prints. */
  const admin = async (command: string, user: string, ...args: string[]): Promise<string> =>
    (await run('doveadm', ['-c', config, ...command.split(' '), '-u', user, ...args], { env: environment() })).stdout

  return {
    host: 'localhost',
    ports,
    certificate,
    stop,
    admin,
    /** The old one no longer counts, also for conversations that were begun with it. */
    async setPassword(user: string, password: string): Promise<void> {
      known[user] = password
      writePasswords()
      const isTaken = () =>
        run('doveadm', ['-c', config, 'auth', 'test', user, password], { env: environment() }).then(
          () => true,
          () => false,
        )
      // It looks at the file once a second.
      while (!(await isTaken())) await new Promise((resolve) => setTimeout(resolve, 100))
      // Nobody may be signed in at the moment.
      await run('doveadm', ['-c', config, 'kick', user], { env: environment() }).catch(() => undefined)
    },
    /** Puts a mail into a folder, as if it had arrived. */
    async deliver(user: string, mail: string, folder = 'INBOX'): Promise<void> {
      const saving = spawn('doveadm', ['-c', config, 'save', '-u', user, '-m', folder], {
        stdio: ['pipe', 'ignore', 'inherit'],
        env: environment(),
      })
      const saved = once(saving, 'exit')
      saving.stdin.end(mail.replace(/\r?\n/g, '\r\n'))
      const [code]: unknown[] = await saved
      if (code !== 0) throw new Error('Dovecot did not take the mail.')
    },
    /** Where a mail is and whether it is unread, by its Message-ID; null when it is nowhere. */
    async stateOf(user: string, messageId: string): Promise<{ folder: string; unread: boolean } | null> {
      const found = await admin('-f tab fetch', user, 'mailbox flags', 'header', 'message-id', messageId)
      const [folder, flags = ''] = (found.split('\n')[1] ?? '').split('\t')
      return folder ? { folder, unread: !flags.includes('\\Seen') } : null
    },
    remove: (user: string, messageId: string) =>
      admin('expunge', user, 'mailbox', '*', 'header', 'message-id', messageId),
    move: (user: string, messageId: string, folder: string) =>
      admin('move', user, folder, 'mailbox', '*', 'header', 'message-id', messageId),
    /** Numbers a folder anew, as a restored or a moved mailbox is. */
    renumber: (user: string, folder: string, uidValidity: number) =>
      admin('mailbox update', user, '--uid-validity', String(uidValidity), folder),
  }
}

/** `nobody`, who owns nothing else that matters here. */
const mailUser = 65_534

export type Certificate = { certificate: string; key: string }

/** Signed by itself, for `localhost`. */
export function makeCertificate(file: string): Certificate {
  const [key, certificate] = [`${file}.key`, `${file}.pem`]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  execFileSync('openssl', [...kind, '-keyout', key, '-out', certificate, ...subject], { stdio: 'ignore' })
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    socket.destroy()
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Nothing answers.')
}
