import type { Awaitable } from '../../../kernel/values/awaitable.ts'
import { SqlSession } from '../sql/session.ts'
import type { Statements } from '../sql/statements.ts'
import { createOther, StandbyConnection } from './connections.ts'
import { isOfMissingTable } from './failure.ts'
import type { NamedStatement, StatementListener } from './line.ts'
import { Lines } from './lines.ts'
import { SharedLines } from './shared-lines.ts'
import type { Point } from './positions.ts'
import { startedAt } from './standby.ts'

/** What a server says of itself. */
export interface Standing extends Point {
  /** Of the database cluster: copies have the same one. */
  readonly system: string
  readonly startedAt: string
  readonly follows: boolean
}

/** A server from when it was found to follow until it is lost: during that it never goes back. */
export class Follower {
  readonly #session: SqlSession
  readonly #running = new Set<(cause: unknown) => void>()
  standing: Standing

  constructor(standing: Standing, session: SqlSession) {
    this.standing = standing
    this.#session = session
  }

  /** Reads, until it is lost. */
  read<Result>(work: (session: SqlSession) => Awaitable<Result>): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.#running.add(reject)
    const run = async () => work(this.#session)
    run()
      .then(resolve, reject)
      .finally(() => this.#running.delete(reject))
    return promise
  }

  lose(cause: unknown): void {
    for (const reject of this.#running) reject(cause)
  }
}

const ask = (epoch: string) =>
  `SELECT (SELECT system_identifier FROM pg_control_system())::text, ${startedAt}, pg_is_in_recovery(),
     (pg_last_wal_replay_lsn() - '0/0')::bigint, ${epoch}`

/** A copy of the database, wherever its URL leads. */
export class Replica {
  /** Where it is, without user and password. */
  readonly name: string
  readonly #lines: Lines
  readonly #reading: SharedLines
  readonly #watching: Lines
  readonly #statements: Statements<NamedStatement>
  #follower: Follower | undefined
  #asking: Promise<Standing> | undefined

  constructor(
    url: string,
    connections: number,
    statements: Statements<NamedStatement>,
    onStatement: StatementListener | undefined,
  ) {
    const { host, pathname } = new URL(url)
    this.name = `${host}${pathname}`
    this.#statements = statements
    this.#lines = new Lines('replica', url, connections, onStatement)
    this.#reading = new SharedLines(this.#lines, connections)
    this.#watching = new Lines('watching', url, 1, undefined)
  }

  /** Asks how it is; those who ask at the same time share the answer. */
  ask(): Promise<Standing> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  /** Whether it can be read from. */
  get isAdmitted(): boolean {
    return this.#follower !== undefined
  }

  /** Lets it be read from. */
  admit(standing: Standing): void {
    if (this.#follower !== undefined) return
    const connection = new StandbyConnection(this.#reading, standing.startedAt)
    this.#follower = new Follower(standing, new SqlSession(this.#statements.on(connection)))
  }

  /** Lets nobody read from it, nor wait for what it was asked. */
  lose(cause: unknown): void {
    this.#follower?.lose(cause)
    this.#follower = undefined
  }

  /** The server, if it is known to have come as far; asked whether it has where that is not known yet. */
  async findBeyond(point: Point): Promise<Follower | undefined> {
    if (this.#follower === undefined) return undefined
    if (!isBeyond(this.#follower.standing, point)) await this.ask().catch(() => {})
    const follower: Follower | undefined = this.#follower
    return follower !== undefined && isBeyond(follower.standing, point) ? follower : undefined
  }

  async end(): Promise<void> {
    await Promise.all([this.#lines.end(), this.#watching.end()])
  }

  async #ask(): Promise<Standing> {
    try {
      const standing = await this.#readStanding()
      const isSame = standing.follows && standing.startedAt === this.#follower?.standing.startedAt
      if (!isSame) this.lose(createOther())
      else this.#follower!.standing = standing
      return standing
    } catch (error) {
      this.lose(error)
      throw error
    }
  }

  #readStanding(): Promise<Standing> {
    return this.#watching.use(async (line) => {
      const [row = []] = await line.query(ask('(SELECT epoch FROM ninety_epoch)::text')).catch((error) => {
        // Made a moment ago, it may not be here yet.
        if (isOfMissingTable(error)) return line.query(ask('NULL'))
        throw error
      })
      const [system, started, follows, position, epoch] = row
      return {
        system: String(system),
        startedAt: String(started),
        follows: follows === true,
        position: Number(position),
        epoch: String(epoch),
      }
    })
  }
}

const isBeyond = (standing: Standing, { epoch, position }: Point): boolean =>
  standing.epoch === epoch && standing.position >= position
