import { hash } from 'node:crypto'
import type { Awaitable } from '../../../kernel/values/awaitable.ts'
import type { Statements } from '../sql/statements.ts'
import { toReadProblem } from '../sql/violation.ts'
import type { Reads, Replicas } from '../store.ts'
import { postgresDialect } from './dialect.ts'
import type { NamedStatement, StatementListener } from './line.ts'
import { Lines } from './lines.ts'
import { Positions } from './positions.ts'
import { Replica } from './replica.ts'
import { ReplicaReads } from './replica-reads.ts'
import { ReplicaWatch, type Warn } from './replica-watch.ts'

/** What replicas are made of. */
export interface PostgresReplicasOptions {
  /** Of the database that they follow. */
  readonly url: string
  readonly replicas: readonly string[]
  /** Most connections to each of them. */
  readonly connections: number
  readonly statements: Statements<NamedStatement>
  readonly primary: Reads
  readonly onStatement: StatementListener | undefined
}

/** The replicas of a database: one serves a reader once it has come as far as what the reader has written and seen. */
export class PostgresReplicas implements Replicas {
  readonly #primary: Reads
  readonly #lines: Lines
  readonly #positions: Positions
  readonly #replicas: readonly Replica[]
  readonly #watch: ReplicaWatch

  constructor(options: PostgresReplicasOptions) {
    const { url, connections, statements, onStatement } = options
    this.#primary = options.primary
    this.#lines = new Lines('noting', url, 2, onStatement)
    this.#positions = new Positions(this.#lines)
    this.#replicas = options.replicas.map((each) => new Replica(each, connections, statements, onStatement))
    this.#watch = new ReplicaWatch(this.#replicas, this.#positions)
  }

  begin(warn: Warn): void {
    this.#watch.begin(warn)
  }

  reading(readers: readonly string[]): Awaitable<Reads> {
    const replica = choose(this.#watch.usable, readers[0]!)
    return replica === undefined ? this.#primary : this.#readFrom(replica, readers)
  }

  async wrote(reader: string): Promise<void> {
    try {
      await this.#positions.note(reader)
    } catch (error) {
      throw toReadProblem(postgresDialect, error)
    }
  }

  isSound(): Promise<boolean> {
    return this.#watch.isSound()
  }

  /** Ends all connections once they are given back. */
  async end(): Promise<void> {
    await this.#watch.end()
    await Promise.all([this.#lines, ...this.#replicas].map((each) => each.end()))
  }

  async #readFrom(replica: Replica, readers: readonly string[]): Promise<Reads> {
    try {
      const point = await this.#positions.find(readers)
      const follower = await replica.findBeyond(point)
      const noteSeen = () => this.wrote(readers[0]!)
      return new ReplicaReads({ follower, primary: this.#primary, noteSeen })
    } catch (error) {
      throw toReadProblem(postgresDialect, error)
    }
  }
}

/** The same one for a reader in every process: it never goes back. One more or less moves no other readers than it must. */
function choose(replicas: readonly Replica[], reader: string): Replica | undefined {
  if (replicas.length < 2) return replicas[0]
  const weights = replicas.map(({ name }) => hash('sha1', `${name} ${reader}`))
  const greatest = weights.reduce((most, weight) => (weight > most ? weight : most))
  return replicas[weights.indexOf(greatest)]
}
