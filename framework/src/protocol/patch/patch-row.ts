// JSON Patch (RFC 6902) of a row: what the caller may do with each path is known before any of it is applied.
import type { Model } from '../../declaration/resource/model.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { mostFaults } from '../../kernel/problem/problem.ts'
import { membersOf } from '../query/members.ts'
import { applyOperation, testFailed, type Draft, type Unfit } from './apply-operation.ts'
import type { Asked, SecretTest, SeenRow } from './asked.ts'
import { parseJsonPatch, type Operation } from './json-patch.ts'
import { locate, type Pointer } from './json-pointer.ts'
import { isSameJson } from './json-value.ts'
import { checkPlaces, isOpaque, standingsOf, type Standing } from './member-standing.ts'
import { createPlaceFinder } from './place-finder.ts'

type Members = Record<string, unknown>

/**
 * Reads a decoded body as a patch and applies it to a copy of the row as the caller sees it: what came to be otherwise
 * is asked for. Throws VALIDATION_FAILED (422) where the patch cannot be applied.
 * @param budget how much the patch may add, copy and move, in characters of JSON
 */
export function patchRow(model: Model, body: unknown, row: SeenRow, budget: number): Asked {
  const operations = parseJsonPatch(body)
  const standings = standingsOf(model)
  const standingFor = (name: string) => (row.hidden.has(name) ? undefined : standings.get(name))
  const faults = operations.flatMap((operation, index) => checkPlaces(operation, index, standingFor))
  if (faults.length > 0) throw new ValidationFailed({ errors: faults.slice(0, mostFaults) })
  const patching = new RowPatching(toDocument(model, row), standings, operations, budget)
  const failedTest = patching.apply()
  const { secretTests } = patching
  const toPlace = createPlaceFinder(operations)
  return {
    members: failedTest === undefined ? patching.toChange() : {},
    patch: { failedTest, secretTests, toPlace },
  }
}

/** The row as a read would show it, without what it could embed. */
function toDocument(model: Model, { values, hidden }: SeenRow): Members {
  const shown = [...membersOf(model).values()].filter(({ name }) => name in values && !hidden.has(name))
  return Object.fromEntries(
    shown.map(({ name, definition }) => {
      const isNumber = definition.asNumber === true && typeof values[name] === 'string'
      return [name, isNumber ? Number(values[name]) : values[name]]
    }),
  )
}

/** A row while a patch is applied to it. */
class RowPatching {
  readonly secretTests: SecretTest[] = []
  readonly #before: Readonly<Members>
  readonly #draft: Draft
  readonly #standings: ReadonlyMap<string, Standing>
  readonly #operations: readonly Operation[]
  /** Members that are never shown, as the patch has written them so far. */
  readonly #unshown = new Map<string, unknown>()
  readonly #touched: ReadonlySet<string>

  constructor(
    document: Members,
    standings: ReadonlyMap<string, Standing>,
    operations: readonly Operation[],
    budget: number,
  ) {
    this.#before = document
    this.#standings = standings
    this.#operations = operations
    this.#touched = new Set(operations.flatMap(toTouched))
    const copies = [...this.#touched].filter((name) => name in document)
    const own = Object.fromEntries(copies.map((name) => [name, structuredClone(document[name])]))
    this.#draft = { document: { ...document, ...own }, budget }
  }

  /** Applies every operation; gives the index of the first test that does not hold. */
  apply(): number | undefined {
    for (const [index, operation] of this.#operations.entries()) {
      const outcome = this.#isUnshown(operation.path)
        ? this.#applyUnshown(operation, index)
        : applyOperation(this.#draft, operation)
      if (outcome === testFailed) return index
      if (outcome !== undefined) throw refuse(outcome, index)
    }
    return undefined
  }

  /** What came to be otherwise; a member that was removed is to be empty. */
  toChange(): Members {
    const after = this.#draft.document as Members
    const changed = [...this.#touched].filter(
      (name) => name in this.#before && !isSameJson(after[name] ?? null, this.#before[name] ?? null),
    )
    const change = changed.map((name) => [name, after[name] ?? null] as const)
    return Object.fromEntries([...change, ...this.#unshown])
  }

  #isUnshown = ([name]: Pointer): boolean => name !== undefined && isOpaque(this.#standings.get(name))

  /** What nobody is shown can be written as a whole, and tested where something else can tell. */
  #applyUnshown(operation: Operation, index: number): undefined | Unfit | typeof testFailed {
    const name = operation.path[0]!
    switch (operation.op) {
      case 'test':
        return this.#testUnshown(name, operation.value, index)
      case 'remove':
        this.#unshown.set(name, null)
        return undefined
      case 'add':
      case 'replace':
        this.#unshown.set(name, operation.value)
        return undefined
      case 'copy':
      case 'move':
        return this.#takeOver(name, operation)
    }
  }

  #takeOver(name: string, { op, from }: Extract<Operation, { readonly from: Pointer }>): Unfit | undefined {
    const source = locate(this.#draft, ['document', ...from])
    if (source?.exists !== true) return { member: 'from', code: 'no_target', detail: 'leads to nothing' }
    this.#unshown.set(name, source.value)
    if (op === 'copy') return undefined
    return applyOperation(this.#draft, { op: 'remove', path: from }) as Unfit | undefined
  }

  /** A transient member is whatever it is tested to be; the resource's own code knows whether that is right. */
  #testUnshown(name: string, value: unknown, index: number): undefined | Unfit | typeof testFailed {
    if (this.#unshown.has(name)) return isSameJson(this.#unshown.get(name), value) ? undefined : testFailed
    if (this.#standings.get(name) === 'transient') {
      this.#unshown.set(name, value)
    } else if (this.secretTests.some((other) => other.name === name)) {
      // Each takes as long as a sign-in.
      return { member: 'path', code: 'too_many', detail: 'can be tested once in a patch' }
    } else {
      this.secretTests.push({ index, name, value })
    }
    return undefined
  }
}

/** The members an operation may change. */
function toTouched({ op, path, ...rest }: Operation): string[] {
  const from = 'from' in rest && op === 'move' ? rest.from.slice(0, 1) : []
  return op === 'test' ? [] : [...path.slice(0, 1), ...from]
}

function refuse({ member, code, detail }: Unfit, index: number): Error {
  const pointer = member === undefined ? `/${index}` : `/${index}/${member}`
  return new ValidationFailed({ errors: [{ pointer, code, detail }] })
}
