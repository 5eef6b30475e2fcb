import type { Client } from 'pg'

const creation =
  /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"([^"]+)"|(\w+))/i

/** Drops what was left of an index when the making of it was interrupted, so that the statement makes it anew. */
export async function mendIndex(client: Client, statement: string): Promise<void> {
  const [, quoted, plain] = creation.exec(statement) ?? []
  const name = quoted ?? plain?.toLowerCase()
  if (name === undefined) return
  const { rowCount } = await client.query(
    `SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE relname = $1 AND NOT indisvalid
     AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())`,
    [name],
  )
  if (rowCount !== 0) await client.query(`DROP INDEX CONCURRENTLY "${name}"`)
}
