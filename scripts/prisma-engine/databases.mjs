import pg from 'pg'

/** The address of another database on the same server. */
export function withDatabase(url, database) {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.toString()
}

/** The name of the database in an address. */
export const databaseOf = (url) => decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres'

/** Runs one statement on a connection of its own. */
export async function query(url, statement) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

// A database cannot be made or dropped from inside itself.
const onServer = (url, statement) => query(withDatabase(url, 'postgres'), statement)

export const createDatabase = (url) => onServer(url, `create database ${pg.escapeIdentifier(databaseOf(url))}`)
export const dropDatabase = (url) => onServer(url, `drop database ${pg.escapeIdentifier(databaseOf(url))}`)
