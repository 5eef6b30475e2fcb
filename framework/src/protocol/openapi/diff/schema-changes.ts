import type { DocumentChange } from './document-change.ts'
import { findMisfits, type Direction, type Misfit, type Placed } from './schema-misfit.ts'

/** What a change of a schema means to a client, without the operation it belongs to. */
export type PlacedChange = Omit<DocumentChange, 'operation'>

/**
 * What a change of a schema breaks: of a request, whatever was taken and is no longer; of an answer, whatever is given
 * that was not.
 */
export function compareSchemas(
  old: Placed,
  current: Placed,
  direction: Direction,
  place: string,
): PlacedChange[] {
  const misfits =
    direction === 'request' ? findMisfits(old, current, direction) : findMisfits(current, old, direction)
  return misfits.map((misfit) => ({
    // Clients should expect words they do not know; many do not.
    level: direction === 'response' && misfit.reason.kind === 'value' ? 'notice' : 'breaking',
    place: `${place} ${misfit.pointer}`.trimEnd(),
    message: describe[direction](misfit.reason),
  }))
}

type Describe = (reason: Misfit['reason']) => string

const describe: Readonly<Record<Direction, Describe>> = {
  request(reason) {
    switch (reason.kind) {
      case 'type':
        return `no longer takes ${reason.types.join(' or ')}`
      case 'value':
        return reason.values.length === 0
          ? 'takes only a few values now'
          : `no longer takes ${listValues(reason.values)}`
      case 'bound':
        return `must fulfil ${reason.keyword} ${JSON.stringify(reason.bound)} now`
      case 'unknown':
      case 'gone':
        return 'is no longer known'
      case 'missing':
        return 'must be given now'
      case 'alternative':
        return 'no longer takes all that it took'
    }
  },
  response(reason) {
    switch (reason.kind) {
      case 'type':
        return `may be ${reason.types.join(' or ')} now`
      case 'value':
        return reason.values.length === 0
          ? 'is no longer one of a few values'
          : `may be ${listValues(reason.values)} now`
      case 'bound':
        return `need not fulfil ${reason.keyword} ${JSON.stringify(reason.bound)} any more`
      case 'unknown':
        return 'is new'
      case 'gone':
        return 'is no longer there'
      case 'missing':
        return 'may be missing now'
      case 'alternative':
        return 'may be something that it was not'
    }
  },
}

const listValues = (values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join(' or ')
