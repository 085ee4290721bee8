// npm runs this at the end of every install.
import { finishInstall } from './install.mjs'

finishInstall()
