import { InvalidQuery } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { budget } from './budget.ts'
import { toPointerToken } from '../../kernel/values/pointer-token.ts'

/** Where parameters were sent: in a URL, or as members of a QUERY body; what is wrong is told by its place there. */
export type QueryOrigin = 'url' | 'body'

/** Collects what is wrong with a query, so that one answer names all of it. */
export class QueryFaults {
  readonly origin: QueryOrigin
  /** Whether what nobody knows is passed over. */
  readonly isLenient: boolean
  readonly #places = new Map<string, string>()
  #faults: Fault[] | undefined

  constructor(origin: QueryOrigin = 'url', isLenient = false) {
    this.origin = origin
    this.isLenient = isLenient
  }

  /** Whether so much is wrong already that nothing more is looked at. */
  get isFull(): boolean {
    return this.#faults !== undefined && this.#faults.length >= budget.faults
  }

  add(parameter: string, code: string, detail: string): void {
    // A parameter's name comes from the caller: an answer need not repeat all of a long one.
    const name = parameter.slice(0, 100)
    this.addFault(
      this.origin === 'url'
        ? { parameter: name, code, detail }
        : { pointer: this.#toPointer(parameter), code, detail },
    )
  }

  /** Something nobody knows. */
  addUnknown(parameter: string, code: string, detail: string): void {
    if (!this.isLenient) this.add(parameter, code, detail)
  }

  /** Tells where in the body a parameter stood that is no member of it. */
  place(parameter: string, pointer: string): void {
    this.#places.set(parameter, pointer)
  }

  /**
   * A fault inside the JSON of a parameter.
   * @param path JSON Pointer (RFC 6901) into its value
   */
  addWithin(parameter: string, path: string, code: string, detail: string): void {
    if (this.origin === 'url') this.add(parameter, code, `${path} ${detail}`.trimStart())
    else this.addFault({ pointer: `${this.#toPointer(parameter)}${path}`, code, detail })
  }

  #toPointer(parameter: string): string {
    return this.#places.get(parameter) ?? `/${toPointerToken(parameter.slice(0, 100))}`
  }

  addFault(fault: Fault): void {
    if (!this.isFull) (this.#faults ??= []).push(fault)
  }

  /** Throws INVALID_QUERY (400) with everything added so far. */
  throwIfAny(): void {
    if (this.#faults !== undefined) throw new InvalidQuery({ errors: this.#faults })
  }
}
