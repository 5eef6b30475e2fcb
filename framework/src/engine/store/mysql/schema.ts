import type { StoredRow } from '../sql/stored-row.ts'
import type { Line } from './line.ts'
import type { Server } from './server.ts'

/** A column that is there. */
export interface Column {
  /** As `varchar(700)`. */
  readonly type: string
  readonly note: string
}

/** What the database of a connection has, read once. */
export class Schema {
  readonly server: Server
  readonly #line: Line
  readonly #tables = new Map<string, Map<string, Column>>()
  readonly #indexes = new Set<string>()

  private constructor(line: Line, server: Server) {
    this.#line = line
    this.server = server
  }

  static async read(line: Line, server: Server): Promise<Schema> {
    const schema = new Schema(line, server)
    const columns = await line.query(
      'SELECT table_name, column_name, column_type, column_comment FROM information_schema.columns WHERE table_schema = database()',
    )
    for (const [table, column, type, note] of columns.map((row) => row.map(String)))
      schema.columnsOf(table!).set(column!, { type: type!, note: note! })
    const indexes = await line.query(
      'SELECT DISTINCT table_name, index_name FROM information_schema.statistics WHERE table_schema = database()',
    )
    for (const [table, name] of indexes) schema.#indexes.add(`${String(table)}.${String(name)}`)
    return schema
  }

  /** Empty where there is no such table. */
  columnsOf(table: string): Map<string, Column> {
    let columns = this.#tables.get(table)
    if (columns === undefined) this.#tables.set(table, (columns = new Map()))
    return columns
  }

  hasIndex(table: string, name: string): boolean {
    return this.#indexes.has(`${table}.${name}`)
  }

  query(text: string): Promise<StoredRow[]> {
    return this.#line.query(text)
  }
}
