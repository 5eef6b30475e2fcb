import type { Model } from '../../../declaration/resource/model.ts'
import { oncePer } from '../../../kernel/values/once-per.ts'
import type { Bound, Dialect } from './dialect.ts'

// Two versions of a resource may have one name and one table, and differ in all else.
let models = 0

/** What tells models apart in the key of a shape. */
export const keyOf = oncePer((_model: Model) => ++models)

/**
 * What tells statements apart, and beside it the values one is run with. A query is traversed once for both; queries of
 * equal keys have the same SQL text.
 */
export class Shape {
  readonly dialect: Dialect
  readonly values: Bound[] = []
  key: string

  constructor(dialect: Dialect, key: string) {
    this.dialect = dialect
    this.key = key
  }

  bind(value: Bound): void {
    this.values.push(value)
  }
}
