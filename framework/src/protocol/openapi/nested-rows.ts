// Rows that are written together with the row they belong to, in the document.
import type { Model } from '../../declaration/resource/model.ts'
import { mostNested, nestedRowsOf, type ManyRelation } from '../../declaration/resource/nested-rows.ts'
import {
  toCreateSchema,
  toReplaceSchema,
  toUpdateSchema,
} from '../../declaration/resource/resource-schema.ts'
import { toNestedRowVerbs, type VerbRoute } from '../../declaration/resource/verb.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import * as catalogue from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import { toPascal, toReference, type ComponentNames } from './component-names.ts'
import { toPossibleProblems, type ProblemContext } from './possible-problems.ts'

type Schemas = Record<string, JsonSchema>
type Names = ReadonlyMap<Model, ComponentNames>

/** The address, or the row around it, names the parent: the body then need not. */
export function withoutDemand(
  { required = [], ...schema }: JsonSchema,
  name: string | undefined,
): JsonSchema {
  const others = required.filter((each) => each !== name)
  return { ...schema, ...(others.length > 0 && { required: others }) }
}

/** The schema of a body with the members for rows that are written with the row. */
export function withNestedRows(
  schema: JsonSchema,
  model: Model,
  names: Names,
  verb: 'create' | 'replace' | 'update',
): JsonSchema {
  const relations = nestedRowsOf(model)
  if (relations.length === 0) return schema
  const members = relations.map((relation) => [relation.name, toListSchema(relation, names, verb)] as const)
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(members) } }
}

function toListSchema(
  relation: ManyRelation,
  names: Names,
  verb: 'create' | 'replace' | 'update',
): JsonSchema {
  const { create, replace, update } = toNames(relation, names)
  const items =
    verb === 'create'
      ? toReference(create)
      : { anyOf: [toReference(create), toReference(verb === 'replace' ? replace : update)] }
  const description =
    verb === 'create'
      ? 'Made with the row.'
      : 'The whole new set: rows with an id are changed, others made, and those left out deleted.'
  return { type: 'array', items, maxItems: mostNested, description }
}

/** The schemas of rows as they stand inside the row they belong to. */
export function toNestedRowSchemas(model: Model, names: Names): Schemas {
  const schemas: Schemas = {}
  for (const relation of nestedRowsOf(model)) {
    const { target, field } = relation
    const { create, replace, update } = toNames(relation, names)
    schemas[create] ??= withoutDemand(toCreateSchema(target), field)
    schemas[replace] ??= withoutDemand(toReplaceSchema(target), field)
    schemas[update] ??= toUpdateSchema(target)
  }
  return schemas
}

/** What rows look like by themselves is said once: where they stand below these alone, and hold no others. */
function toNames({ target, field }: ManyRelation, names: Names) {
  const own = names.get(target)!
  const holdsNone = nestedRowsOf(target).length === 0
  const ending = holdsNone && target.home?.parameter === field ? '' : `By${toPascal(field)}`
  return {
    create: own.create + (holdsNone ? ending : `${ending}Alone`),
    replace: own.replace + ending,
    update: own.update + (holdsNone ? '' : ending),
  }
}

// What rows that are written with a row can be refused with, besides what the row itself can.
const ofRows: ReadonlySet<ProblemType> = new Set([
  catalogue.StaleAuthentication,
  catalogue.Forbidden,
  catalogue.UniqueViolation,
  catalogue.ReferenceInUse,
  catalogue.Conflict,
  catalogue.ValidationFailed,
])

/** The problems of the rows that a verb writes with its row. */
export function toNestedProblems(context: ProblemContext): ProblemType[] {
  return nestedRoutesOf(context).flatMap(({ model, route }) =>
    toPossibleProblems({ ...context, model, route }).filter((problem) => ofRows.has(problem)),
  )
}

/** Whether code of the user's own runs for rows that a verb writes with its row. */
export const runsNestedHooks = (context: Pick<ProblemContext, 'model' | 'route'>): boolean =>
  nestedRoutesOf(context).some(({ model }) => model.hooks.length > 0)

function nestedRoutesOf({
  model,
  route: { verb },
}: Pick<ProblemContext, 'model' | 'route'>): { readonly model: Model; readonly route: VerbRoute }[] {
  if (verb !== 'create' && verb !== 'replace' && verb !== 'update') return []
  return nestedRowsOf(model).flatMap((relation) => {
    const { create, change, remove } = toNestedRowVerbs(
      model,
      relation,
      verb === 'update' ? 'update' : 'replace',
    )
    const routes = verb === 'create' ? [create] : [create, change, remove]
    return routes.map((route) => ({ model: relation.target, route }))
  })
}
