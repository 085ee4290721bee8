import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'

export type ExportedMail = {
  raw: Buffer
  /** The letters that a Maildir keeps in the file's name; null elsewhere. */
  flags: string | null
}

/** What the sandbox can hold, in memory and in one file, and read within the minute that the launcher waits for it. */
const most = { bytes: 100_000_000, messages: 10_000 }

/**
 * Reads exported mail: an mbox file (RFC 4155; `>From ` lines are unescaped), or a folder of .eml files or a Maildir, with its
 * subfolders. Throws a sentence for people when there is nothing to read, or too much.
 */
export async function readMailbox(source: string, limit = most): Promise<ExportedMail[]> {
  if (!existsSync(source)) throw new Error(`The mailbox ${source} does not exist.`)
  const isFolder = statSync(source).isDirectory()
  const files = isFolder ? filesOf(source) : [source]
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  if (bytes > limit.bytes) throw tooLarge(source, `${megabytes(bytes)} MB`, `${megabytes(limit.bytes)} MB`)
  const messages = isFolder
    ? files.map((file) => ({ raw: readFileSync(file), flags: flagsOf(file) })).filter(({ raw }) => raw.length > 0)
    : (await readMbox(source)).map((raw) => ({ raw, flags: null }))
  if (messages.length > limit.messages) throw tooLarge(source, `${messages.length} mails`, String(limit.messages))
  if (messages.length === 0)
    throw new Error(`No mail was found in ${source}. Give an mbox file, or a folder of .eml files.`)
  return messages
}

/** `1700000000.M1.host:2,FS`; where a name cannot hold a colon, programs write another mark. */
function flagsOf(file: string): string | null {
  if (!isInMaildir(path.dirname(file))) return null
  return /[:;!]2,([A-Za-z]*)$/.exec(path.basename(file))?.[1] ?? ''
}

const isInMaildir = (folder: string) => ['cur', 'new'].includes(path.basename(folder))
const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000)
const tooLarge = (source: string, size: string, allowed: string) =>
  new Error(
    `${source} holds ${size}; the sandbox takes up to ${allowed}. Export a part of it, such as one label or year.`,
  )

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (/\.eml$/i.test(entry.name) || isInMaildir(entry.parentPath)))
    .map((entry) => path.join(entry.parentPath, entry.name))

/** The line that begins a message, with its date as every exporter writes it; prose after a blank line may begin with 'From' too. */
const dated =
  /^From \S.* (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2}|\d{1,2} \w{3}) /
const undated = /^From \S+/
/** An address and a whole date, and nothing else: a border also where an exporter left out the blank line before it. */
const unmistakable =
  /^From \S+@\S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} \d{1,2}:\d{2}(?::\d{2})?(?: [+-]\d{4}| [A-Z]{1,5})? \d{4}(?: [+-]\d{4})?\s*$/

async function readMbox(file: string): Promise<Buffer[]> {
  const messages: Buffer[] = []
  let lines: string[] | null = null
  let blankBefore = true
  let border = dated
  const close = () => {
    if (lines && lines.some((line) => line !== '')) messages.push(Buffer.from(lines.join('\r\n'), 'latin1'))
  }
  // Latin-1 keeps every byte as it is, whatever the message's own character set.
  for await (const line of createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Infinity })) {
    // Whether dates are written shows at the first message.
    if (lines === null && undated.test(line) && !dated.test(line)) border = undated
    if ((blankBefore && border.test(line)) || unmistakable.test(line)) {
      close()
      lines = []
    } else {
      lines?.push(/^>+From /.test(line) ? line.slice(1) : line)
    }
    blankBefore = line === ''
  }
  close()
  return messages
}
