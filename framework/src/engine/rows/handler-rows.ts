import { always, and, type Condition } from '../../declaration/condition/condition.ts'
import { toWhereCondition } from '../../declaration/resource/where-condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { bestFirst, type ListQuery, type Search } from '../../declaration/resource/query.ts'
import type { FindOptions, ReadRows, Rows, Where } from '../../declaration/resource/rows.ts'
import { Conflict, InternalError, InvalidQuery, NotFound } from '../../kernel/problem/catalogue.ts'
import type { Fault, Problem } from '../../kernel/problem/problem.ts'
import { parseSearch } from '../../protocol/query/search.ts'
import { completeSort, newestFirst, toSortKey } from '../../protocol/query/sort.ts'
import type { SecretHasher } from '../identity/password-hash.ts'
import type { Found } from '../store/store.ts'
import { toOwnValues } from './own-values.ts'
import { toHandlerRow } from './row-versions.ts'
import { toCodeSelection, toStoredRow } from './stored-row.ts'
import type { Work } from './work.ts'

type Row = Readonly<Record<string, unknown>> & { readonly id: string | number }
type Values = Readonly<Record<string, unknown>>

const mostRows = 10_000

/** The rows of one resource as user code sees them, in the transaction of the request. */
export function createHandlerRows(work: Work, model: Model, hasher: SecretHasher): Rows<Row, Values> {
  const selection = toCodeSelection(model)
  const toRow = (found: Found) => toHandlerRow(toStoredRow(model, found)) as Row
  return {
    ...createReadRows(work, model, hasher),
    create: async (values) => toRow(await work.create(model, toOwnValues(model, values), selection)),
    async update(row, values) {
      const found = await work.update(model, work.toRead(row), toOwnValues(model, values), selection)
      if (found === undefined) throw changed(model, row)
      return toRow(found)
    },
    async delete(row) {
      if (!(await work.delete(model, work.toRead(row)))) throw changed(model, row)
    },
  }
}

/** The rows of one resource for code that only looks at them. */
export function createReadRows(work: Work, model: Model, hasher: SecretHasher): ReadRows<Row, Values> {
  const { session } = work
  const selection = toCodeSelection(model)
  const toRow = (found: Found) => toHandlerRow(toStoredRow(model, found)) as Row

  const find = async (id: string | number) => {
    const found = await session.find(model, { id, where: always, selection })
    return found && toRow(found)
  }
  return {
    find,
    async get(id) {
      const row = await find(id)
      if (row === undefined) throw new NotFound({ detail: `There is no row ${id} in ${model.name}.` })
      return row
    },
    async list(options = {}) {
      const page = await session.list(model, toListQuery(model, options))
      return page.rows.map(toRow)
    },
    count: (where) => session.count(model, toCondition(model, where)),
    async verifySecret(id, field, candidate) {
      const hash = id === undefined ? undefined : await session.findSecret(model, id, field)
      return hasher.verify(hash, candidate)
    },
  }
}

function changed(model: Model, { id }: Row): Problem {
  return new Conflict({ detail: `The row ${id} in ${model.name} was changed since it was read.` })
}

function toCondition(model: Model, where: Where<Row> | undefined): Condition {
  return where === undefined ? always : and(toWhereCondition(model, where))
}

/** Rules do not apply to the server's own code: all that is declared is searched. */
function toSearch(model: Model, text: string): Search {
  if (model.search.length === 0) {
    throw new InternalError({ detail: `${model.name} declares no fields to search.` })
  }
  const errors: Fault[] = []
  const search = parseSearch(text, model.search, (code, detail) => errors.push({ code, detail }))
  if (search === undefined) throw new InvalidQuery({ errors })
  return search
}

function toListQuery(model: Model, { where, search, sort, limit = 100 }: FindOptions<Row>): ListQuery {
  const usual = search === undefined ? newestFirst : bestFirst
  return {
    where: toCondition(model, where),
    ...(search !== undefined && { search: toSearch(model, search) }),
    sort: sort === undefined ? usual : completeSort(sort.map(toSortKey)),
    start: { kind: 'first' },
    limit: Math.min(limit, mostRows),
    selection: toCodeSelection(model),
  }
}
