import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { Model, Models } from '../model.ts'
import type { ResourceDefinition } from '../resource.ts'
import { checkAggregates } from './check-aggregates.ts'
import { checkDeprecations } from './check-deprecation.ts'
import { checkBulk } from './check-bulk.ts'
import { checkNaturalKey } from './check-natural-key.ts'
import { checkFields } from './check-fields.ts'
import { checkFiles } from './check-files.ts'
import { checkNames } from './check-names.ts'
import { checkNesting } from './check-nesting.ts'
import { checkOptions } from './check-options.ts'
import { checkQueries } from './check-queries.ts'
import { checkRelations } from './check-relations.ts'
import { checkRules } from './check-rules.ts'
import { checkTable } from './check-table.ts'

/** Everything that types cannot say about one declaration. */
export function checkModel(
  model: Model,
  definition: ResourceDefinition,
  models: Models,
  hasFiles: boolean,
): DeclarationFault[] {
  return [
    ...checkNames(model, definition),
    ...checkTable(model),
    ...checkDeprecations(model),
    ...checkFields(model, definition),
    ...checkFiles(model, definition, hasFiles),
    ...checkQueries(model),
    ...checkAggregates(model),
    ...checkOptions(model),
    ...checkBulk(model),
    ...checkNaturalKey(model),
    ...checkRelations(model, definition, models),
    ...checkNesting(model, definition),
    ...checkRules(model, definition),
  ]
}
