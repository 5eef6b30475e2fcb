import type { StoredRow } from '../sql/stored-row.ts'
import type { Line } from './line.ts'

const inSchema = `= (SELECT oid FROM pg_namespace WHERE nspname = current_schema())`

/** What the schema of a connection has, read once; what is made meanwhile is added. */
export class Schema {
  readonly #line: Line
  /** The columns of each table, and what is noted of them. */
  readonly #tables = new Map<string, Map<string, string>>()
  /** Indexes, triggers and functions. */
  readonly #names = new Set<string>()

  private constructor(line: Line) {
    this.#line = line
  }

  static async read(line: Line): Promise<Schema> {
    const schema = new Schema(line)
    const columns = await line.query(
      `SELECT relname, attname, coalesce(col_description(c.oid, attnum), '') FROM pg_class c
       JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
       WHERE relkind IN ('r', 'p') AND relnamespace ${inSchema}`,
    )
    for (const [table, column, note] of columns)
      schema.columnsOf(String(table)).set(String(column), String(note))
    const names = await line.query(
      `SELECT relname FROM pg_class WHERE relkind IN ('i', 'I') AND relnamespace ${inSchema}
       UNION ALL SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace ${inSchema}
       UNION ALL SELECT proname FROM pg_proc WHERE pronamespace ${inSchema}`,
    )
    for (const [name] of names) schema.#names.add(String(name))
    return schema
  }

  /** Empty where there is no such table. */
  columnsOf(table: string): Map<string, string> {
    let columns = this.#tables.get(table)
    if (columns === undefined) this.#tables.set(table, (columns = new Map()))
    return columns
  }

  /** Makes an index, a trigger or a function, unless there is one of its name. */
  async make(name: string, text: string): Promise<void> {
    if (this.#names.has(name)) return
    await this.#line.query(text)
    this.#names.add(name)
  }

  query(text: string): Promise<StoredRow[]> {
    return this.#line.query(text)
  }
}
