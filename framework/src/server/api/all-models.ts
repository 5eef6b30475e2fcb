import type { Model } from '../../declaration/resource/model.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import type { Edition } from './editions.ts'

/** What has models: an API, or what it is made of. */
interface WithModels {
  readonly context: Pick<ApiContext, 'models'>
  readonly editions: readonly Edition[]
}

/** Every model of every version, those of the current version first: tables are made as it says. */
export function toAllModels({ context: { models }, editions }: WithModels): readonly Model[] {
  return [...new Set([models, ...editions.map((edition) => edition.models)])].flatMap((each) => [
    ...each.values(),
  ])
}
