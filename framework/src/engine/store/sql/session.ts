import { sql } from 'kysely'
import { always, type Condition } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import {
  idAlone,
  type AggregateQuery,
  type CountOptions,
  type FindQuery,
  type ListQuery,
  type Selection,
} from '../../../declaration/resource/query.ts'
import { InternalError } from '../../../kernel/problem/catalogue.ts'
import type { Problem } from '../../../kernel/problem/problem.ts'
import { andThen, attempt, type Awaitable } from '../../../kernel/values/awaitable.ts'
import type { Found, Groups, NewRow, Page, RowChange, Session } from '../store.ts'
import { compileAggregate, shapeAggregate, toGroups } from './aggregate.ts'
import { shapeCondition } from './condition.ts'
import type { Compilation } from './compilation.ts'
import { compileCount, compileEstimate, shapeCount } from './count.ts'
import type { Bound } from './dialect.ts'
import { compileFind, compileFindSecret, shapeFind } from './find.ts'
import { compileList, shapeList, toPage } from './list.ts'
import { propertyOf } from './property-of.ts'
import { looksAt } from './looks-at.ts'
import { keyOf, Shape } from './shape.ts'
import type { Statements } from './statements.ts'
import { toFound, type StoredRow } from './stored-row.ts'
import { toReadProblem, toWriteProblem } from './violation.ts'
import { compileDelete, compileInsert, compileUpdate, shapeInsert, shapeUpdate } from './write.ts'

/** A row changed of which nothing is asked that is not known. */
const toKnown = ({ id, version }: RowChange): Found => ({
  id,
  version: version + 1,
  json: JSON.stringify({ id }),
})

const toEnded = () => new InternalError({ detail: 'The transaction of this session has ended.' })

/** What can be asked of one connection, by statements that are compiled once per shape. */
export class SqlSession implements Session {
  readonly #statements: Statements
  #refusal: (() => Problem) | undefined
  readonly #afterwards: (() => void)[] = []

  constructor(statements: Statements) {
    this.#statements = statements
  }

  /** From now on every call is refused: the connection belongs to the next transaction, or is closed. */
  end(refusal: () => Problem = toEnded): void {
    this.#refusal = refusal
  }

  protected checkOpen(): void {
    if (this.#refusal !== undefined) throw this.#refusal()
  }

  onCommit(work: () => void): void {
    this.checkOpen()
    this.#afterwards.push(work)
  }

  /** Says that the transaction of the session is committed. */
  settle(): void {
    for (const work of this.#afterwards.splice(0)) work()
  }

  find(model: Model, query: FindQuery): Awaitable<Found | undefined> {
    const shape = this.#shape('find', model)
    const id = this.#encodeId(model, query.id)
    if (id === undefined) return undefined
    shape.bind(id)
    shapeFind(shape, model, query)
    const row = this.#one(shape, (compilation) => compileFind(compilation, model, query))
    return andThen(row, (found) => found && toFound(found))
  }

  list(model: Model, query: ListQuery): Awaitable<Page> {
    const shape = this.#shape('list', model)
    shapeList(shape, model, query)
    const rows = this.#read(() =>
      this.#statements.all(shape, (compilation) => compileList(compilation, model, query)),
    )
    return andThen(rows, (found) => toPage(this.#statements.dialect, model, query, found))
  }

  async count(model: Model, where: Condition, options: CountOptions = {}): Promise<number> {
    const shape = this.#shape('count', model)
    shapeCount(shape, model, where, options)
    const row = await this.#one(shape, (compilation) => compileCount(compilation, model, where, options))
    return Number(row?.[0])
  }

  async aggregate(model: Model, query: AggregateQuery): Promise<Groups> {
    const shape = this.#shape('aggregate', model)
    shapeAggregate(shape, model, query)
    const rows = await this.#read(() =>
      this.#statements.all(shape, (compilation) => compileAggregate(compilation, model, query)),
    )
    return toGroups(this.#statements.dialect, model, query, rows)
  }

  async estimate(model: Model, where: Condition): Promise<number> {
    const shape = this.#shape('estimate', model)
    shapeCondition(shape, model, where)
    const row = await this.#one(shape, (compilation) => compileEstimate(compilation, model, where))
    return Number(row?.[0])
  }

  async insert(model: Model, row: NewRow, selection: Selection): Promise<Found> {
    const returned = this.#toReturned(model, selection, this.#statements.dialect.returning !== 'nothing')
    const shape = this.#shape('insert', model)
    shapeInsert(shape, model, row, returned)
    const compile = (compilation: Compilation) => compileInsert(compilation, model, row, returned)
    try {
      if (returned === undefined) {
        await this.#statements.run(shape, compile)
        return (await this.#show(model, row.id ?? (await this.#readCountedId()), selection))!
      }
      const found = toFound((await this.#statements.one(shape, compile))!)
      return returned === selection ? found : (await this.#show(model, found.id, selection))!
    } catch (error) {
      throw await this.#toProblem(
        error,
        model,
        row.id === undefined ? row.values : { id: row.id, ...row.values },
      )
    }
  }

  async update(model: Model, change: RowChange, selection: Selection): Promise<Found | undefined> {
    if (this.#encodeId(model, change.id) === undefined) return undefined
    const returned = this.#toReturned(model, selection, this.#statements.dialect.returning === 'every write')
    const shape = this.#shape('update', model)
    shapeUpdate(shape, model, change, returned)
    const compile = (compilation: Compilation) => compileUpdate(compilation, model, change, returned)
    try {
      if (returned === undefined) {
        const isChanged = (await this.#statements.run(shape, compile)) === 1
        if (isChanged && selection === idAlone) return toKnown(change)
        return isChanged ? await this.#show(model, change.id, selection) : undefined
      }
      const row = await this.#statements.one(shape, compile)
      if (row === undefined) return undefined
      return returned === selection ? toFound(row) : await this.#show(model, change.id, selection)
    } catch (error) {
      throw await this.#toProblem(error, model, change.values, change.id)
    }
  }

  async delete(model: Model, id: string | number, version: number): Promise<boolean> {
    const shape = this.#shape('delete', model)
    const bound = this.#encodeId(model, id)
    if (bound === undefined) return false
    shape.bind(bound)
    shape.bind(version)
    try {
      return (await this.#statements.run(shape, (compilation) => compileDelete(compilation, model))) === 1
    } catch (error) {
      throw await this.#toProblem(error, model, undefined)
    }
  }

  async findSecret(model: Model, id: string | number, property: string): Promise<string | null | undefined> {
    const shape = this.#shape('secret', model)
    const bound = this.#encodeId(model, id)
    if (bound === undefined) return undefined
    shape.bind(bound)
    shape.key += propertyOf(model, property).name
    const row = await this.#one(shape, (compilation) => compileFindSecret(compilation, model, property))
    return row && (row[0] as string | null)
  }

  /** What a write is asked for: no more than what it knows for certain; undefined where it cannot be asked. */
  #toReturned(model: Model, selection: Selection, returns: boolean): Selection | undefined {
    if (!returns) return undefined
    const isKnown = this.#statements.dialect.showsWrites || !looksAt(model.table, model, selection)
    return isKnown ? selection : idAlone
  }

  /** A row written, shown as it is now, with the rows around it. */
  async #show(model: Model, id: string | number, selection: Selection): Promise<Found | undefined> {
    return this.find(model, { id, where: always, selection })
  }

  async #readCountedId(): Promise<number> {
    const { dialect } = this.#statements
    const row = await this.#one(new Shape(dialect, 'counted id'), () => sql`SELECT ${dialect.countedId}`)
    return Number(row?.[0])
  }

  #shape(verb: string, model: Model): Shape {
    this.checkOpen()
    return new Shape(this.#statements.dialect, `${verb} ${keyOf(model)} `)
  }

  #one(...[shape, compile]: Parameters<Statements['one']>): Awaitable<StoredRow | undefined> {
    return this.#read(() => this.#statements.one(shape, compile))
  }

  #read<Result>(work: () => Awaitable<Result>): Awaitable<Result> {
    return attempt(work, (error) => {
      throw toReadProblem(this.#statements.dialect, error)
    })
  }

  /** Undefined for an id that no row of the model can have. */
  #encodeId(model: Model, id: string | number): Bound | undefined {
    return this.#statements.dialect.encode(propertyOf(model, 'id'), id)
  }

  #toProblem(
    error: unknown,
    model: Model,
    values: NewRow['values'] | undefined,
    changed?: string | number,
  ): Promise<unknown> {
    return toWriteProblem(this.#statements, error, model, values, changed)
  }
}
