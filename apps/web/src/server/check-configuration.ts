import { tellLibraries } from '@switchboard/config'
import { noteCallers } from './caller'
import { keepToHttps } from './keep-to-https'
import { composition } from './composition'

/** Builds the composition once, so that a fault of the environment is told before anybody asks for a page. */
export function checkConfiguration(): void {
  try {
    // next-auth asks the environment for its own address.
    tellLibraries({ NEXTAUTH_URL: composition().variables.PUBLIC_URL })
    noteCallers(composition().variables.TRUSTED_PROXIES)
    keepToHttps(composition().ctx.publicUrl)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The configuration cannot be read.'}\n`)
    process.exit(1)
  }
}
