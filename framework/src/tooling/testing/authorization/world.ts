// Every row there is, and what conditions come to for it: decided here once more, in memory and without the pipeline.
import { always, type Condition } from '../../../declaration/condition/condition.ts'
import { matches } from '../../../declaration/condition/matches.ts'
import { toCondition } from '../../../declaration/policy/decide.ts'
import type { Principal } from '../../../declaration/policy/principal.ts'
import type { RuleNode } from '../../../declaration/policy/rule.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import { toCodeSelection, toStoredRow, type StoredRow } from '../../../engine/rows/stored-row.ts'
import type { TestedApi } from './tested-api.ts'

export type Values = Readonly<Record<string, unknown>>

/** The rows of an API as they are now. */
export class World {
  readonly #app: TestedApi
  #rows = new Map<Model, readonly StoredRow[]>()

  constructor(app: TestedApi) {
    this.#app = app
  }

  /** The resources of every version that have an address. */
  get models(): readonly Model[] {
    return this.#all.filter(({ internal }) => !internal)
  }

  get #all(): readonly Model[] {
    return this.#app.api.editions.flatMap(({ models }) => [...models.values()])
  }

  /** Reads all rows anew. */
  async read(): Promise<void> {
    const rows = new Map<Model, readonly StoredRow[]>()
    // Links have tables of their own, which are no resources.
    for (const model of this.#all.filter(({ internal, joins }) => !internal || joins))
      rows.set(model, await this.#readAll(model))
    this.#rows = rows
  }

  async #readAll(model: Model): Promise<StoredRow[]> {
    const page = await this.#app.api.context.store.list(model, {
      where: always,
      sort: [{ property: 'id', descending: false }],
      start: { kind: 'first' },
      limit: 1000,
      selection: toCodeSelection(model),
    })
    return page.rows.map((found) => toStoredRow(model, found))
  }

  rowsOf(model: Model): readonly StoredRow[] {
    return this.#rows.get(model) ?? []
  }

  findRow(model: Model, id: unknown): StoredRow | undefined {
    return this.rowsOf(model).find((row) => row.id === id)
  }

  /** All rows with their versions, as text that can be compared. */
  snapshot(): string {
    return JSON.stringify(
      [...this.#rows].map(([{ name }, rows]) => [name, rows.map(({ version, values }) => [version, values])]),
    )
  }

  allows(model: Model, rule: RuleNode, principal: Principal, values: Values): boolean {
    return this.holds(model, toCondition(rule, principal, this.#app.clock.now()), values)
  }

  holds(model: Model, condition: Condition, values: Values): boolean {
    switch (condition.kind) {
      case 'and':
        return condition.of.every((each) => this.holds(model, each, values))
      case 'or':
        return condition.of.some((each) => this.holds(model, each, values))
      case 'not':
        return !this.holds(model, condition.of, values)
      case 'some': {
        const { target } = model.relations.get(condition.relation)!
        return this.relatedTo(model, condition.relation, values).some((row) =>
          this.holds(target, condition.of, row.values),
        )
      }
      default:
        return matches(condition, values)
    }
  }

  /** The rows at the other end of a relation. */
  relatedTo(model: Model, name: string, values: Values): readonly StoredRow[] {
    const relation = model.relations.get(name)!
    const others = this.rowsOf(relation.target)
    const id = values['id']
    if (relation.kind === 'one') return others.filter((row) => row.id === values[relation.field])
    // What is not made yet is named by no other row.
    if (id === undefined) return []
    if (relation.kind === 'many') return others.filter((row) => row.values[relation.field] === id)
    const linked = this.rowsOf(relation.through).filter((link) => link.values[relation.near] === id)
    return others.filter((row) => linked.some((link) => link.values[relation.far] === row.id))
  }
}
