import { existsSync, readFileSync } from 'node:fs'
import { type Certificate, hasDovecot, makeCertificate } from '@switchboard/testing/dovecot'
import { dataDir } from './addresses'

/** The certificate of the journeys' own mail server, made before the product starts, which is told to trust it. */
const certificateBase = `${dataDir}-mail-server`
const certificateFile = `${certificateBase}.pem`

/** What the product's processes get; nothing where no mail server can be had. */
export function mailServerEnvironment(): Record<string, string> {
  if (!hasDovecot()) return {}
  makeCertificate(certificateBase)
  return { NODE_EXTRA_CA_CERTS: certificateFile }
}

/** Null: no mail server can be had. */
export const mailServerCertificate = (): Certificate | null =>
  existsSync(certificateFile)
    ? { certificate: readFileSync(certificateFile, 'utf8'), key: readFileSync(`${certificateBase}.key`, 'utf8') }
    : null
