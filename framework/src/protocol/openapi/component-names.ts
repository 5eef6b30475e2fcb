import type { Model, Models } from '../../declaration/resource/model.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { toSingular } from '../../kernel/values/singular.ts'

/** Names of the schemas of one resource, such as `Todo`, `TodoCreate`. */
export interface ComponentNames {
  readonly row: string
  readonly part: string
  readonly create: string
  readonly replace: string
  readonly update: string
  readonly collection: string
  readonly partCollection: string
  readonly query: string
  readonly hal: string
  readonly halCollection: string
  readonly aggregates: string
}

/** Schemas that belong to no resource. */
export const problemName = 'Problem'
export const pageName = 'CollectionPage'
export const jsonPatchName = 'JsonPatch'
export const halLinksName = 'HalLinks'
export const halTemplatesName = 'HalTemplates'
export const linksName = 'Links'

/** A reference to a schema of the document. */
export const toReference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** Gives every resource with an address names that no other has. */
export function createComponentNames(models: Models): ReadonlyMap<Model, ComponentNames> {
  const taken = new Set([problemName, pageName, jsonPatchName, halLinksName, halTemplatesName, linksName])
  const names = new Map<Model, ComponentNames>()
  for (const model of models.values()) {
    if (model.internal) continue
    const free = toCandidates(model.name).find((candidate) =>
      Object.values(candidate).every((name) => !taken.has(name)),
    )
    const chosen = free ?? toNames(`${toPascal(model.name)}Of${names.size}`)
    for (const name of Object.values(chosen)) taken.add(name)
    names.set(model, chosen)
  }
  return names
}

/** The name of the schema of an action's input or output, such as `CompleteTodoInput`. */
export function toActionSchemaName(row: string, action: string, direction: 'Input' | 'Output'): string {
  return `${toPascal(action)}${row}${direction}`
}

export const toPascal = (camel: string): string => camel.charAt(0).toUpperCase() + camel.slice(1)

const toCandidates = (name: string): ComponentNames[] =>
  [toSingular(name), name, `${name}Resource`].map((word) => toNames(toPascal(word)))

function toNames(row: string): ComponentNames {
  return {
    row,
    part: `${row}Part`,
    create: `${row}Create`,
    replace: `${row}Replace`,
    update: `${row}Update`,
    collection: `${row}Collection`,
    partCollection: `${row}PartCollection`,
    query: `${row}Query`,
    hal: `${row}Hal`,
    halCollection: `${row}HalCollection`,
    aggregates: `${row}Aggregates`,
  }
}
