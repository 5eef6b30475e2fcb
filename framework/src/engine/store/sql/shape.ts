import type { Bound, Dialect } from './dialect.ts'

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
