import { z } from 'zod'

export const parts = ['main', 'others'] as const

/**
 * The journeys come in two parts, which may run at the same time, each with a product of its own: those of the main job, which build on one
 * another, and all others. Named by JOURNEYS; without it all of them run, one after another.
 */
export const part = z.enum(parts).optional().parse(process.env.JOURNEYS)

const ofMain = ['**/0[1-9]-*.spec.ts', '**/{13,16,24}-*.spec.ts', '**/start.spec.ts']
/** Both begin with it. */
const first = '**/00-*.spec.ts'

/** As Playwright names files. */
export const filesOfPart = {
  testMatch: part === 'main' ? [first, ...ofMain] : '**/*.spec.ts',
  testIgnore: part === 'others' ? ofMain : [],
}
