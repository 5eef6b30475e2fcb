import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { csv } from './csv.ts'
import { toRepresentation, type OwnRepresentation } from './define-representation.ts'
import { hal } from './hal.ts'
import { json, linkedJson } from './json.ts'
import type { Representation } from './representation.ts'
import { xml } from './xml.ts'

const builtIn = [hal, xml, csv] as const

/** What an API says of its representations. */
export interface RepresentationChoice {
  readonly representations?: readonly OwnRepresentation[]
  /** Whether JSON rows carry their links. Default: false. */
  readonly links?: boolean
}

/** Every representation of an API, JSON first. Throws a DeclarationError with every fault of the user's own. */
export function createRepresentations({
  representations: own = [],
  links = false,
}: RepresentationChoice): readonly Representation[] {
  const faults = findFaults(own)
  if (faults.length > 0) throw new DeclarationError(faults)
  const mediaTypes = new Set(own.map(({ options }) => options.mediaType))
  return Object.freeze([
    links ? linkedJson : json,
    ...builtIn.filter(({ mediaType }) => !mediaTypes.has(mediaType)),
    ...own.map(toRepresentation),
  ])
}

const token = "[!#$%&'*+.^_`|~0-9a-z-]+"
const form = new RegExp(`^${token}/${token}$`)

function findFaults(own: readonly OwnRepresentation[]): DeclarationFault[] {
  return own.flatMap(({ options: { mediaType, parameters, item, page } }, index) => {
    const path = `representations[${index}]`
    const faults: DeclarationFault[] = []
    const add = (member: string, message: string, remedy: string) =>
      faults.push({ path: path + member, message, remedy })
    if (!form.test(mediaType))
      add(
        '.mediaType',
        `is ${JSON.stringify(mediaType)}, which is no media type`,
        "write it in small letters and without parameters, such as 'text/plain'",
      )
    if (mediaType === json.mediaType || mediaType === 'application/problem+json')
      add('.mediaType', `is ${mediaType}, which the API keeps for itself`, 'choose another media type')
    if (own.findIndex(({ options }) => options.mediaType === mediaType) < index)
      add('.mediaType', `is ${mediaType}, as of one before it`, 'give each another media type')
    if (parameters !== undefined && !/^[!-~][ -~]*$/.test(parameters))
      add('.parameters', 'cannot stand in a header', "write parameters such as 'charset=utf-8'")
    if (item === undefined && page === undefined)
      add('', 'writes nothing down', 'give it `item`, `page` or both')
    return faults
  })
}
