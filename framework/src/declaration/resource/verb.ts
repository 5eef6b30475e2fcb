import type { DatedDeprecation } from '../schema/deprecation.ts'
import type { RuleNode } from '../policy/rule.ts'
import type { AccessVerb } from './access.ts'
import type { ActionDefinition, ActionTarget } from './action.ts'
import type { LinksRelation } from './link-fields.ts'
import type { Model, Property } from './model.ts'
import type { BulkVerb } from './resource.ts'
import type { ManyRelation } from './nested-rows.ts'
import { toAncestry, toCollectionPath, toNestedPath, type Nesting } from './nesting.ts'
import { isOnMany, toSingleVerb } from './many-verbs.ts'
import { deprecationOf } from './resource-deprecation.ts'
import type { SignUpTerms } from './sign-up.ts'

/** Everything that can be done with a resource at once. */
export type Verb =
  | 'list'
  | 'read'
  | 'create'
  | 'replace'
  | 'update'
  | 'delete'
  | 'upsert'
  | 'updateMany'
  | 'deleteMany'
  | 'action'
  | 'readLink'
  | 'putLink'
  | 'deleteLink'
  | 'readFile'
  | 'writeFile'
  | 'removeFile'

/** The other row of a link. */
export interface LinkPlace {
  readonly relation: LinksRelation
  /** The path parameter with its id. */
  readonly parameter: string
}

/** One verb of one resource with its address: what the router mounts and the OpenAPI document describes. */
export interface VerbRoute {
  readonly verb: Verb
  readonly method: 'GET' | 'QUERY' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the API's prefix, such as `/todos/{id}/complete`. */
  readonly path: string
  readonly on: ActionTarget
  /** Who may; for `list` both the rule of lists and the rule of reads. */
  readonly rule: RuleNode
  /** Only of a PUT that may make rows: who may make them, besides what `rule` says. */
  readonly making?: RuleNode
  /** Only of a POST that makes users: who may besides. */
  readonly signUp?: SignUpTerms
  /** What a credential with scopes must carry, such as `todos:read`. */
  readonly scope: string
  /** Only of an address below rows of another resource: the nearest of them. */
  readonly nesting?: Nesting
  /** That it goes away. */
  readonly deprecated?: DatedDeprecation
  /** Only of `readLink`, `putLink` and `deleteLink`: the row is the near one. */
  readonly link?: LinkPlace
  /** Only of the verb `action`. */
  readonly action?: ActionDefinition
  /** Only of the verbs of files: the field whose file it is. */
  readonly file?: string
}

/** Whether the verb shows what it wrote, which clients may do without (`Prefer: return=minimal`). */
export function isMinimizable(route: VerbRoute): boolean {
  return route.verb !== 'read' && showsRow(route)
}

/** Whether a request of the verb may come with an Idempotency-Key: what is not idempotent by itself (RFC 9110 section 9.2.2). */
export function takesIdempotencyKey({ method }: VerbRoute): boolean {
  return method === 'POST' || method === 'PATCH'
}

/** Every scope a credential must carry: that of the verb, and those of reading the rows the address leads through. */
export function scopesOf(route: VerbRoute): readonly string[] {
  const { scope, nesting, link } = route
  // A filter tells what is there, as a list does.
  const own = isOnMany(route) ? [scope, scope.replace(/:write$/, ':read')] : [scope]
  const others = toAncestry(nesting).map(({ parent }) => parent)
  if (link !== undefined) others.push(link.relation.target)
  return [...new Set([...own, ...others.map(readScope)])]
}

/** Whether the verb answers with the row: its properties may then be chosen by `fields` and `expand`. */
export function showsRow({ verb, action, file }: VerbRoute): boolean {
  if (file !== undefined) return false
  if (action !== undefined) return action.output === undefined && action.status !== 204
  return !rowless.has(verb)
}

const rowless: ReadonlySet<Verb> = new Set([
  'delete',
  'deleteMany',
  'list',
  'readLink',
  'putLink',
  'deleteLink',
])

/**
 * The verbs of a resource that somebody may use, in the order of its document: those at its own address, then those
 * below rows of other resources. Internal resources have none; actions that run later are not among them.
 */
export function verbsOf(model: Model): readonly VerbRoute[] {
  if (model.internal) return []
  const home = model.home === undefined ? {} : { nesting: model.home }
  const own = [
    ...toCollectionVerbs(model).map((route) => withSignUp(model, route)),
    ...toKeyVerbs(model),
    ...toManyVerbs(model),
    ...toRowVerbs(model),
    ...toActions(model),
    ...toLinkVerbs(model),
    ...toFileVerbs(model),
  ]
  return [...own.map((route) => ({ ...route, ...home })), ...toNestedVerbs(model)]
    .flatMap((route) => (route.verb === 'list' ? [route, toQueryRoute(route)] : [route]))
    .filter(
      ({ rule, signUp, nesting, link }) =>
        (signUp !== undefined || isOpen(rule)) &&
        isReachable(nesting) &&
        (link === undefined || isOpen(link.relation.target.access.read)),
    )
    .map((route) => withDeprecation(model, route))
}

/** Users sign up at the address of their collection alone. */
function withSignUp({ signUp }: Model, route: VerbRoute): VerbRoute {
  return route.verb === 'create' && signUp?.who !== undefined ? { ...route, signUp } : route
}

function withDeprecation(model: Model, route: VerbRoute): VerbRoute {
  const deprecated = deprecationOf(model, route)
  return deprecated === undefined ? route : { ...route, deprecated }
}

/** Every list can be asked for by QUERY (RFC 10008) as well, with the query in the body. */
const toQueryRoute = (list: VerbRoute): VerbRoute => ({ ...list, method: 'QUERY' })

/** Whether somebody may read the rows that an address leads through. */
const isReachable = (nesting: Nesting | undefined): boolean =>
  toAncestry(nesting).every(({ parent }) => isOpen(parent.access.read))

/** The collections below rows of other resources: of those that refer to the row, or are linked with it. */
function toNestedVerbs(model: Model): VerbRoute[] {
  return model.nestings
    .filter((nesting) => !nesting.parent.internal && nesting.relation !== model.home?.relation)
    .flatMap((nesting) =>
      toCollectionVerbs(model, toNestedPath(nesting))
        // What is made below a linked row would be linked with it, which is another verb; and rows with a home of their
        // own are made there.
        .filter(
          ({ verb }) => verb !== 'create' || (nesting.relation.kind === 'many' && model.home === undefined),
        )
        .map((route) => ({ ...route, nesting })),
    )
}

/** The links of a row, one by one; those that a declared resource keeps are rows of that one. */
function toLinkVerbs(model: Model): VerbRoute[] {
  return [...model.relations.values()]
    .filter((relation) => relation.kind === 'links')
    .filter(({ through, target }) => through.joins && !target.internal)
    .flatMap((relation) => toLinkRoutes(model, relation))
}

function toLinkRoutes(model: Model, relation: LinksRelation): VerbRoute[] {
  const isTaken = toAncestry(model.home).some(({ parameter }) => parameter === relation.far)
  const parameter = isTaken ? 'linkedId' : relation.far
  const path = `${toCollectionPath(model)}/{id}/${relation.name}/{${parameter}}`
  const at = { path, on: 'row', link: { relation, parameter } } as const
  const { read, update } = model.access
  return [
    { verb: 'readLink', method: 'GET', ...at, rule: read, scope: readScope(model) },
    { verb: 'putLink', method: 'PUT', ...at, rule: update, scope: writeScope(model) },
    { verb: 'deleteLink', method: 'DELETE', ...at, rule: update, scope: writeScope(model) },
  ]
}

function toCollectionVerbs(model: Model, path = toCollectionPath(model)): VerbRoute[] {
  const at = { path, on: 'collection' } as const
  return [
    { verb: 'list', method: 'GET', ...at, rule: toListRule(model), scope: readScope(model) },
    { verb: 'create', method: 'POST', ...at, rule: model.access.create, scope: writeScope(model) },
  ]
}

/** A PUT of the row that has the values of a natural key, where that is declared. */
function toKeyVerbs(model: Model): VerbRoute[] {
  if (model.naturalKey === undefined) return []
  const { update, create } = model.access
  const at = { path: toCollectionPath(model), on: 'collection', scope: writeScope(model) } as const
  return [{ verb: 'upsert', method: 'PUT', ...at, rule: update, making: create }]
}

/** Writes of all the rows that a filter finds, where that is declared. */
function toManyVerbs(model: Model): VerbRoute[] {
  const at = { path: toCollectionPath(model), on: 'collection', scope: writeScope(model) } as const
  const { update, delete: deletion } = model.access
  const verbs: VerbRoute[] = [
    { verb: 'updateMany', method: 'PATCH', ...at, rule: update },
    { verb: 'deleteMany', method: 'DELETE', ...at, rule: deletion },
  ]
  return verbs.filter(({ verb }) => model.bulk.has(toSingleVerb(verb) as BulkVerb))
}

function toRowVerbs(model: Model): VerbRoute[] {
  const at = { path: `${toCollectionPath(model)}/{id}`, on: 'row' } as const
  const scope = writeScope(model)
  return [
    { verb: 'read', method: 'GET', ...at, rule: model.access.read, scope: readScope(model) },
    {
      verb: 'replace',
      method: 'PUT',
      ...at,
      rule: model.access.update,
      ...(model.upsert && { making: model.access.create }),
      scope,
    },
    { verb: 'update', method: 'PATCH', ...at, rule: model.access.update, scope },
    { verb: 'delete', method: 'DELETE', ...at, rule: model.access.delete, scope },
  ]
}

function toActions(model: Model): VerbRoute[] {
  return [...model.actions.values()]
    .filter((action) => !action.later)
    .map((action) => toActionRoute(model, action))
}

function toActionRoute(model: Model, action: ActionDefinition): VerbRoute {
  const verb: AccessVerb = action.on === 'row' ? 'update' : 'create'
  const collection = toCollectionPath(model)
  const parent = action.on === 'row' ? `${collection}/{id}` : collection
  return {
    verb: 'action',
    method: 'POST',
    path: `${parent}/${action.name}`,
    on: action.on,
    rule: action.access?.node ?? model.access[verb],
    scope: writeScope(model),
    action,
  }
}

/** Each file of a row has an address below the row's. */
function toFileVerbs(model: Model): VerbRoute[] {
  return [...model.properties.values()]
    .filter(({ definition }) => definition.kind === 'file')
    .flatMap((property) => toVerbsOfFile(model, property))
}

function toVerbsOfFile(model: Model, { name, definition }: Property): VerbRoute[] {
  const at = { path: `${toCollectionPath(model)}/{id}/${name}`, on: 'row', file: name } as const
  const write = { ...at, rule: model.access.update, scope: writeScope(model) } as const
  const { writeOnly, readOnly, optional } = definition
  const verbs: (VerbRoute | false)[] = [
    !writeOnly && {
      verb: 'readFile',
      method: 'GET',
      ...at,
      rule: model.access.read,
      scope: readScope(model),
    },
    !readOnly && { verb: 'writeFile', method: 'PUT', ...write },
    !readOnly && optional && { verb: 'removeFile', method: 'DELETE', ...write },
  ]
  return verbs.filter((verb) => verb !== false)
}

/** What is done with rows that are written with the row they belong to: the verbs of their own resource. */
export function toNestedRowVerbs(
  parent: Model,
  relation: ManyRelation,
  change: 'replace' | 'update',
): Readonly<Record<'create' | 'change' | 'remove', VerbRoute>> {
  const { target, field } = relation
  const nesting = { parent, relation, parameter: field }
  const path = toNestedPath(nesting)
  const scope = writeScope(target)
  const { access } = target
  const row = { path: `${path}/{id}`, on: 'row', scope, nesting } as const
  return {
    create: { verb: 'create', method: 'POST', path, on: 'collection', rule: access.create, scope, nesting },
    change: { verb: change, method: change === 'replace' ? 'PUT' : 'PATCH', ...row, rule: access.update },
    remove: { verb: 'delete', method: 'DELETE', ...row, rule: access.delete },
  }
}

/** A list never shows what a read would forbid. */
export function toListRule({ access: { list, read } }: Model): RuleNode {
  return list === read ? list : { rule: 'allOf', of: [list, read] }
}

/** Whether a rule may allow anybody anything, as far as that can be said without a caller. */
function isOpen(rule: RuleNode): boolean {
  switch (rule.rule) {
    case 'nobody':
      return false
    case 'allOf':
      return rule.of.every(isOpen)
    case 'anyOf':
      return rule.of.some(isOpen)
    case 'related':
      return isOpen(rule.of)
    case 'not':
      return rule.of.rule !== 'anyone'
    default:
      return true
  }
}

/** What a credential must carry to read rows of a resource. */
export const readScope = ({ name }: Model): string => `${name}:read`
const writeScope = ({ name }: Model): string => `${name}:write`
