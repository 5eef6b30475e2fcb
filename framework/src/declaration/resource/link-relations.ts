import type { DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import type { RuleNode } from '../policy/rule.ts'
import { toSingular } from '../../kernel/values/singular.ts'
import { field, type Fields } from '../schema/field.ts'
import { createModel } from './create-model.ts'
import type { Model, ModelRelation, Property } from './model.ts'
import { toLinksName, type Nesting } from './nesting.ts'
import type { HasMany, ManyToMany, Relation } from './relation.ts'
import type { AnyResource } from './resource.ts'

/** Finds both ends of every relation; adds a model for each table of links. Returns what could not be found. */
export function linkRelations(
  models: Map<string, Model>,
  resources: readonly AnyResource[],
): DeclarationFault[] {
  const faults: DeclarationFault[] = []
  for (const resource of resources) {
    const model = models.get(resource.name)!
    for (const relation of referencesOf(model)) link(model, relation, models, faults)
    for (const [name, relation] of Object.entries(resource.definition.options.relations ?? {})) {
      link(model, { name, ...relation }, models, faults)
    }
  }
  for (const resource of resources) nest(models.get(resource.name)!, resource.definition.options.parent)
  return faults
}

/** Makes known to both ends which rows stand below which. */
function nest(model: Model, parent: string | undefined): void {
  for (const relation of model.relations.values()) {
    if (relation.kind === 'one') continue
    const parameter = relation.kind === 'many' ? relation.field : relation.near
    ;(relation.target.nestings as Nesting[]).push({ parent: model, relation, parameter })
    if (relation.kind === 'many') continue
    addLinks(relation.target, relation.through, relation.far)
    addLinks(model, relation.through, relation.near)
  }
  if (parent === undefined) return
  const reference = model.relations.get(parent)
  const home = reference?.kind === 'one' ? findNesting(model, reference) : undefined
  ;(model as { home: Nesting | undefined }).home = home
}

function addLinks(model: Model, through: Model, end: string): void {
  const name = toLinksName(through, end)
  ;(model.links as Map<string, ModelRelation>).set(name, {
    kind: 'many',
    name,
    target: through,
    field: end,
    visible: undefined,
  })
}

function findNesting(model: Model, reference: OneRelation): Nesting | undefined {
  const { target, field: parameter } = reference
  const relation = [...target.relations.values()].find(
    (each) => each.kind === 'many' && each.target === model && each.field === parameter,
  )
  return relation?.kind === 'many' ? { parent: target, relation, parameter } : undefined
}

type OneRelation = Extract<ModelRelation, { readonly kind: 'one' }>

type Declared =
  | ({ readonly name: string } & Relation)
  | { readonly name: string; readonly relation: 'one'; readonly target: string; readonly field: string }

/** A reference field `ownerId` is the relation `owner`. */
function referencesOf(model: Model): Declared[] {
  return [...model.properties.values()]
    .filter(({ definition, system }) => definition.kind === 'reference' && !system)
    .map(({ name, definition }) => ({
      name: name.replace(/Id$/, ''),
      relation: 'one',
      target: definition.target!,
      field: name,
    }))
}

function link(
  model: Model,
  declared: Declared,
  models: Map<string, Model>,
  faults: DeclarationFault[],
): void {
  const target = models.get(declared.target)
  const path =
    declared.relation === 'one'
      ? `${model.name}.fields.${declared.field}`
      : `${model.name}.relations.${declared.name}`
  if (target === undefined) {
    faults.push({
      path,
      message: `names the resource ${declared.target}, which the API does not have`,
      remedy: `add it to the resources of the API, or name one of ${[...models.keys()].join(', ')}`,
    })
    return
  }
  ;(model.relations as Map<string, ModelRelation>).set(
    declared.name,
    toRelation(model, target, declared, models),
  )
}

function toRelation(
  model: Model,
  target: Model,
  declared: Declared,
  models: Map<string, Model>,
): ModelRelation {
  const { name } = declared
  switch (declared.relation) {
    case 'one':
      return { kind: 'one', name, target, field: declared.field }
    case 'hasMany':
      return {
        kind: 'many',
        name,
        target,
        field: declared.field,
        visible: toVisible(target, declared),
        nested: declared.nested,
      }
    case 'manyToMany': {
      const near = `${toSingular(model.name)}Id`
      const far = `${toSingular(target.name)}Id`
      const through = linkModel(declared, [model, near], [target, far], models)
      const { matching } = declared
      return { kind: 'links', name, target, through, near, far, matching }
    }
  }
}

/** Which rows belong to another one is said by their reference: whoever may not see it must not learn of it otherwise. */
function toVisible(target: Model, declared: HasMany): RuleNode | undefined {
  return declared.visible?.node ?? target.properties.get(declared.field)?.definition.visible
}

type End = readonly [model: Model, field: string]

/** The far end of links as the near side declares it. */
function keepEnd(model: Model, [, name]: End, { onDelete }: ManyToMany): Model {
  const property = model.properties.get(name)
  if (property === undefined) return model
  const definition = { ...property.definition, onDelete }
  ;(model.properties as Map<string, Property>).set(name, { ...property, definition })
  return model
}

/** The table of links; whichever side comes first makes it. */
function linkModel(declared: ManyToMany, near: End, far: End, models: Map<string, Model>): Model {
  const { through, fields } = declared
  const known = models.get(through)
  if (known !== undefined) return known.joins ? keepEnd(known, far, declared) : known
  const ends: Fields = Object.fromEntries(
    [near, far].map(([model, name]) => [
      name,
      // Each side says what becomes of links to the other; until that one speaks, they go with its rows.
      field.reference(model.name, { id: model.idKind, onDelete: 'cascade' }),
    ]),
  )
  const options = { fields: { ...ends, ...fields }, unique: [[near[1], far[1]]] }
  const { version } = near[0]
  const made = createModel(
    { name: through, options, actions: [], hooks: [], computed: [] },
    true,
    version && { version },
  )
  const model = keepEnd({ ...made, joins: true }, far, declared)
  models.set(through, model)
  for (const [end, name] of [near, far]) {
    const relation = { kind: 'one', name: name.replace(/Id$/, ''), target: end, field: name } as const
    ;(model.relations as Map<string, ModelRelation>).set(relation.name, relation)
  }
  return model
}
