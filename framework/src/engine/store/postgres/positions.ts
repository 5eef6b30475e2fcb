import type { Bound } from '../sql/dialect.ts'
import { repeatRead } from '../sql/repeat-read.ts'
import type { StoredRow } from '../sql/stored-row.ts'
import { encodeList } from './column-value.ts'
import { isOfMissingTable, mayDoBetter } from './failure.ts'
import { toNamedStatement, type NamedStatement } from './line.ts'
import type { Lines } from './lines.ts'
import { SharedTurns } from './shared-turns.ts'

/** How far a copy of the database must have come. */
export interface Point {
  /** Name of the history that positions belong to: another one after a crash of the database, and in another copy of it. */
  readonly epoch: string
  /** Bytes of the write-ahead log. */
  readonly position: number
}

// A table without a log of its own costs no write to the disk, and is empty after a crash: that the row of nobody is missing
// says so. The epoch reaches replicas; whoever has it has what was there before.
const make = `
  SELECT pg_advisory_xact_lock(hashtext('ninety'), hashtext(current_schema()));
  CREATE TABLE IF NOT EXISTS ninety_epoch (id integer PRIMARY KEY, epoch uuid NOT NULL);
  CREATE UNLOGGED TABLE IF NOT EXISTS ninety_positions (
    reader text COLLATE "C" PRIMARY KEY, position bigint NOT NULL, "notedAt" timestamptz NOT NULL, epoch uuid)`

const inserted = `(pg_current_wal_insert_lsn() - '0/0')::bigint`
const flushed = `(pg_current_wal_flush_lsn() - '0/0')::bigint`
// Up to where commits that were acknowledged reach.
const committed = `CASE current_setting('synchronous_commit') WHEN 'off' THEN ${inserted} ELSE ${flushed} END`

// Positions of the future came here with a dump of another server.
const findPositions = toNamedStatement(
  `SELECT reader, position, epoch::text FROM ninety_positions
   WHERE (reader = '' OR reader = ANY($1::text[])) AND position <= ${inserted}`,
)

const beginEpoch = toNamedStatement(
  `WITH begun AS (
     INSERT INTO ninety_epoch AS e (id, epoch) VALUES (1, gen_random_uuid())
     ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch RETURNING e.epoch)
   INSERT INTO ninety_positions (reader, position, "notedAt", epoch) SELECT '', ${committed}, now(), epoch FROM begun
   ON CONFLICT (reader) DO UPDATE SET position = excluded.position, epoch = excluded.epoch`,
)

// In the order of their keys, or else two processes could wait for each other. The position of a row that was there is
// looked up when the row is locked: it never goes back.
const notePositions = toNamedStatement(
  `INSERT INTO ninety_positions (reader, position, "notedAt")
   SELECT reader, ${committed}, clock_timestamp() FROM unnest($1::text[]) AS reader ORDER BY reader
   ON CONFLICT (reader) DO UPDATE SET position = ${committed}, "notedAt" = clock_timestamp()`,
)

const raiseAll = toNamedStatement(`UPDATE ninety_positions SET position = ${committed} WHERE reader = ''`)

const forgetOld = toNamedStatement(
  `WITH gone AS (
     DELETE FROM ninety_positions WHERE reader <> '' AND "notedAt" < now() - interval '1 minute' RETURNING position)
   UPDATE ninety_positions SET position = greatest(position, (SELECT max(position) FROM gone)) WHERE reader = ''`,
)

const look = toNamedStatement(`SELECT (SELECT system_identifier FROM pg_control_system())::text, ${flushed}`)

/** How far each reader has written and seen, kept in the database itself: what all processes know together. */
export class Positions {
  readonly #lines: Lines
  readonly #finding = new SharedTurns((readers: readonly string[]) => this.#find(readers))
  readonly #noting = new SharedTurns((readers: readonly string[]) =>
    this.#execute(notePositions, [encodeList(readers)]),
  )

  /** @param lines two connections are enough */
  constructor(lines: Lines) {
    this.#lines = lines
  }

  /** The furthest point of any of the readers. Those who ask at the same time share a statement. */
  async find(readers: readonly string[]): Promise<Point> {
    const { epoch, positions } = await this.#finding.take(readers)
    return { epoch, position: Math.max(...['', ...readers].map((reader) => positions.get(reader) ?? 0)) }
  }

  /** Notes that a reader may have seen or written all that is there now. */
  async note(reader: string): Promise<void> {
    await this.#noting.take([reader])
  }

  /** Notes that all readers may have seen all that is there now. */
  async raise(): Promise<void> {
    await this.#execute(raiseAll, [])
  }

  /** Takes together what was noted more than a minute ago: any copy that is read from has come further. */
  async forget(): Promise<void> {
    await this.#execute(forgetOld, [])
  }

  /** Which database this is, and how far it has come. */
  async look(): Promise<{ readonly system: string; readonly position: number }> {
    const [[system, position] = []] = await this.#execute(look, [])
    return { system: String(system), position: Number(position) }
  }

  async #find(readers: readonly string[]) {
    for (;;) {
      const rows = await this.#execute(findPositions, [encodeList(readers)])
      const positions = new Map(rows.map(([reader, position]) => [String(reader), Number(position)]))
      const epoch = rows.find(([reader]) => reader === '')?.[2]
      if (typeof epoch === 'string') return { epoch, positions }
      await this.#execute(beginEpoch, [])
    }
  }

  /** Each of the statements may be run twice. */
  async #execute(statement: NamedStatement, values: readonly Bound[]): Promise<StoredRow[]> {
    const run = () =>
      repeatRead(mayDoBetter, () => this.#lines.use((line) => line.execute(statement, values)))
    try {
      return (await run()).rows
    } catch (error) {
      if (!isOfMissingTable(error)) throw error
      await this.#lines.use((line) => line.query(make))
      return (await run()).rows
    }
  }
}
