import type { Item } from '@switchboard/db'

/** False: it failed before it was ever judged. Nothing of it is known but its id, so there is nothing to judge again. */
export const isReadable = ({ state, attempts }: Pick<Item, 'state' | 'attempts'>) => state !== 'failed' || attempts > 0
