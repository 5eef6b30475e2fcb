import type { Client } from 'pg'

// What belongs to an extension goes with that alone; what a table has of its own goes with the table.
const everything = `WITH own AS (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  SELECT format('DROP %s IF EXISTS %I CASCADE', word, name) AS statement FROM (
    SELECT 1 AS place, CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
      WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS word, relname AS name, 'pg_class'::regclass AS catalog, oid
    FROM pg_class WHERE relnamespace IN (SELECT oid FROM own) AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL SELECT 3, CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, typname, 'pg_type'::regclass, oid
    FROM pg_type WHERE typnamespace IN (SELECT oid FROM own) AND typtype IN ('e', 'd')
  ) AS things
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = catalog AND d.objid = things.oid AND deptype IN ('e', 'i', 'a'))
  ORDER BY place`

const routines = `SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) AS statement FROM pg_proc p
  WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')`

/** Drops whatever is in the schema of a connection. */
export async function clearSchema(client: Client): Promise<void> {
  for (const query of [everything, routines]) {
    const { rows } = await client.query<{ statement: string }>(query)
    for (const { statement } of rows) await client.query(statement)
  }
}
