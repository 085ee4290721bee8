import type { ItemSnapshot } from '../items'

/** PostgreSQL takes neither NUL nor halves of surrogate pairs in JSON; one such item must not hold up its connection. */
const storable = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value

/** Items as JSON, in the columns of the ledger; `more` adds what else is known of each. */
export const ledgerRows = (items: ItemSnapshot[], more: () => object = () => ({})): string =>
  JSON.stringify(
    items.map((item) => ({
      ...more(),
      externalId: item.externalId,
      threadId: item.threadId,
      kind: item.kind,
      title: item.title,
      senderName: item.sender.name,
      senderAddress: item.sender.address,
      receivedAt: item.receivedAt,
      url: item.url,
      snapshot: item,
      revision: item.revision ?? null,
    })),
    storable,
  )
