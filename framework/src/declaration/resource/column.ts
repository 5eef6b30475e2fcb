import type { Property } from './model.ts'

/** The column a property is kept in. */
export const columnOf = ({ name, definition }: Property): string => definition.column ?? name
