import type { VerbRoute } from '../../declaration/resource/verb.ts'
import { json } from './json.ts'
import type { Representation } from './representation.ts'

/** What the answers of a verb may be written down as. One that answers with nothing takes what rows do. */
export function offeredOf(
  { verb, action, link, file }: VerbRoute,
  representations: readonly Representation[],
): readonly Representation[] {
  // What is said of a file is no row.
  if (file !== undefined) return [json]
  // Many rows are told of by what is no page.
  if (verb === 'updateMany') return representations.slice(0, 1)
  if (verb === 'list') return representations.filter(({ writePage }) => writePage !== undefined)
  if (action?.output !== undefined || link !== undefined)
    return representations.filter(({ writeResult }) => writeResult !== undefined)
  return representations.filter(({ writeItem }) => writeItem !== undefined)
}
