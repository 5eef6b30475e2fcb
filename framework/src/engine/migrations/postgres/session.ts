import type { Client, QueryResult } from 'pg'
import type { MigrationSession, Value } from '../database.ts'
import { endsTransaction, refuseEnd } from '../ends-transaction.ts'

// Types by their number (pg_type.oid): what is a number or true or false becomes one, all else stays the text it is.
const numbers: ReadonlySet<number> = new Set([21, 23, 26, 700, 701])
const [long, flag] = [20, 16]

const types = {
  getTypeParser(oid: number): (text: string) => unknown {
    if (oid === long) return (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text))
    if (numbers.has(oid)) return Number
    return oid === flag ? (text) => text === 't' : (text) => text
  },
}

/** Statements of one connection; what would end its transaction is refused. */
export class PostgresMigrationSession implements MigrationSession {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  async run(statement: string, ...values: readonly Value[]): Promise<number> {
    return (await this.#query(statement, values)).rowCount ?? 0
  }

  async all(statement: string, ...values: readonly Value[]) {
    return (await this.#query(statement, values)).rows
  }

  async #query(text: string, values: readonly Value[]): Promise<QueryResult<Record<string, unknown>>> {
    if (endsTransaction(text)) throw refuseEnd()
    return this.#client.query({ text, values: [...values], types })
  }
}
