/** Databases of a PostgreSQL server that live as long as the run. */
import { Client } from 'pg'

const SERVER =
  process.env['BENCHMARK_POSTGRES_URL'] ??
  process.env['TEST_POSTGRES_URL'] ??
  'postgres://postgres@127.0.0.1:5432/postgres'

const created: string[] = []

async function ask(text: string, url = SERVER): Promise<Record<string, string>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  await client.connect()
  try {
    return (await client.query<Record<string, string>>(text)).rows
  } finally {
    await client.end()
  }
}

export async function findServerVersion(): Promise<string> {
  const [row] = await ask('show server_version')
  return `postgresql ${row!['server_version']}`
}

export async function createDatabase(name: string): Promise<string> {
  const database = `ninety_benchmark_${name}_${process.pid}`
  await ask(`create database ${database}`)
  created.push(database)
  const url = new URL(SERVER)
  url.pathname = `/${database}`
  return url.href
}

/** What the server itself would do within a minute. */
export async function analyze(url: string): Promise<void> {
  await ask('vacuum analyze', url)
}

/** Whoever still uses them is cut off. */
export async function dropDatabases(): Promise<void> {
  for (const database of created.splice(0)) await ask(`drop database if exists ${database} with (force)`)
}
