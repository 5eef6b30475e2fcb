import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { Model } from '../model.ts'
import type { ResourceDefinition } from '../resource.ts'

const camelCase = /^[a-z][A-Za-z0-9]*$/

// Members every row has, words of the `where` grammar, and names that JavaScript objects have of their own.
const reserved = new Set([
  'id',
  'createdAt',
  'updatedAt',
  'version',
  'and',
  'or',
  'not',
  'links',
  'constructor',
  'prototype',
])

// Parameters of every collection; a filter of the same name could not be told from them.
const parameters = new Set([
  'limit',
  'after',
  'before',
  'page',
  'offset',
  'sort',
  'fields',
  'expand',
  'where',
  'q',
  'total',
  'aggregate',
  'groupBy',
])

/** Names must be camelCase, free, and not taken twice. */
export function checkNames(
  model: Model,
  { options, actions, computed }: ResourceDefinition,
): DeclarationFault[] {
  const fields = Object.keys(options.fields)
  return [
    ...checkForm(model.name, model.name),
    ...fields.flatMap((name) => [
      ...checkForm(`${model.name}.fields.${name}`, name),
      ...checkReserved(`${model.name}.fields.${name}`, name),
    ]),
    ...[...model.filter]
      .filter((name) => parameters.has(name))
      .map((name) => ({
        path: `${model.name}.filter`,
        message: `${name} is a parameter of every collection`,
        remedy: 'rename the field, or do not filter by it',
      })),
    ...checkOnce(
      `${model.name}.actions`,
      actions.map(({ name }) => name),
    ),
    ...actions.flatMap(({ name }) => checkForm(`${model.name}.actions.${name}`, name)),
    ...checkOnce(`${model.name}.fields`, [
      ...fields,
      ...computed.map(({ name }) => name),
      ...model.relations.keys(),
    ]),
  ]
}

function checkForm(path: string, name: string): DeclarationFault[] {
  if (camelCase.test(name) && name.length <= 60) return []
  return [{ path, message: 'is not a name', remedy: 'write camelCase letters and digits, at most 60' }]
}

function checkReserved(path: string, name: string): DeclarationFault[] {
  if (!reserved.has(name)) return []
  return [{ path, message: 'is a reserved name', remedy: 'give the field another name' }]
}

function checkOnce(path: string, names: readonly string[]): DeclarationFault[] {
  const doubles = names.filter((name, index) => names.indexOf(name) !== index)
  return doubles.map((name) => ({
    path: `${path}.${name}`,
    message: 'stands twice among the fields, computed properties, relations or actions',
    remedy: 'rename one of them',
  }))
}
