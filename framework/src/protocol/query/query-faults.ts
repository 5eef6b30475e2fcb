import { InvalidQuery } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { budget } from './budget.ts'

/** Collects what is wrong with a query, so that one answer names all of it. */
export class QueryFaults {
  #faults: Fault[] | undefined

  /** Whether so much is wrong already that nothing more is looked at. */
  get isFull(): boolean {
    return this.#faults !== undefined && this.#faults.length >= budget.faults
  }

  add(parameter: string, code: string, detail: string): void {
    // A parameter's name comes from the caller: an answer need not repeat all of a long one.
    this.addFault({ parameter: parameter.slice(0, 100), code, detail })
  }

  addFault(fault: Fault): void {
    if (!this.isFull) (this.#faults ??= []).push(fault)
  }

  /** Throws INVALID_QUERY (400) with everything added so far. */
  throwIfAny(): void {
    if (this.#faults !== undefined) throw new InvalidQuery({ errors: this.#faults })
  }
}
