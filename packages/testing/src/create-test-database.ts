import './provided-context'
import { randomUUID } from 'node:crypto'
import { openDatabase, type Database } from '@switchboard/db'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'

export type TestDatabase = { readonly db: Database; readonly url: string }

/** A fresh, migrated database for the calling test file; dropped afterwards. Call it at the top of the file. */
export function createTestDatabase(): TestDatabase {
  let db: Database | undefined
  let url = ''
  const name = `test_${randomUUID().replaceAll('-', '')}`

  beforeAll(async () => {
    await asAdmin(`create database ${name} template template strategy file_copy`)
    const address = new URL(inject('databaseUrl'))
    address.pathname = `/${name}`
    url = address.toString()
    db = openDatabase(url, { poolSize: 30 })
  })
  afterAll(async () => {
    await db?.$disconnect()
    await asAdmin(`drop database if exists ${name} with (force)`)
  })
  return {
    get db() {
      if (!db) throw new Error('The test database is there only inside of tests and hooks.')
      return db
    },
    get url() {
      return url
    },
  }
}

async function asAdmin(statement: string): Promise<void> {
  const address = new URL(inject('databaseUrl'))
  address.pathname = '/postgres'
  const client = new pg.Client({ connectionString: address.toString() })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
