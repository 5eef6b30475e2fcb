import type { Property } from '../../../declaration/resource/model.ts'
import type { ColumnType } from '../../../declaration/schema/kind.ts'
import { hasNocaseColumn, isNullable } from './dialect.ts'

/** As much of a column as every database makes one of its own of. */
export interface ColumnForm {
  readonly type: ColumnType
  readonly nullable: boolean
  /** Decimals: digits after the point. */
  readonly scale?: number
  /** Text whose case of ASCII letters is not regarded. */
  readonly ignoreCase?: true
  /** Text on MySQL and MariaDB: characters it may have, since an index looks at all of them. */
  readonly length?: number
  /** Decimals on MySQL and MariaDB: digits, where they are more than 38. */
  readonly precision?: number
}

export function toColumnForm(property: Property): ColumnForm {
  const { kind, definition } = property
  return {
    type: kind.column,
    nullable: isNullable(property),
    ...(kind.column === 'decimal' && { scale: definition.scale ?? 2 }),
    ...(hasNocaseColumn(property) && { ignoreCase: true as const }),
  }
}
