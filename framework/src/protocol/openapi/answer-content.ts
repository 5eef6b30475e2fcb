import type { VerbRoute } from '../../declaration/resource/verb.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { hal } from '../representation/hal.ts'
import { offeredOf } from '../representation/offered.ts'
import type { Representation } from '../representation/representation.ts'
import type { OpenApiObject } from './openapi-object.ts'

/** An answer in each of its representations. */
export interface Described {
  readonly route: VerbRoute
  readonly representations: readonly Representation[]
  readonly schema: JsonSchema
  /** Of the answer in HAL. Default: that of JSON. */
  readonly halSchema?: JsonSchema
  /** Of the answer in JSON. */
  readonly example: unknown
}

/** The Media Type Objects of an answer; what is neither JSON nor text is bytes, of which no schema can tell. */
export function toAnswerContent({ route, representations, example, ...schemas }: Described): OpenApiObject {
  const [first, ...others] = offeredOf(route, representations)
  const { schema, halSchema = schema } = schemas
  return {
    [first!.mediaType]: { schema, ...(example !== undefined && { example }) },
    ...Object.fromEntries(
      others.map((representation) => [
        representation.mediaType,
        representation === hal ? { schema: halSchema } : toTextObject(representation),
      ]),
    ),
  }
}

const toTextObject = ({ mediaType }: Representation): OpenApiObject =>
  /^text\/|[/+]xml$/.test(mediaType) ? { schema: { type: 'string' } } : {}
