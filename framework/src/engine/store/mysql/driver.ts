import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'

/** The optional package `mysql2`. */
export const importDriver = () =>
  import('mysql2/promise').then(
    ({ default: mysql2 }) => mysql2,
    (cause: unknown) => {
      throw Object.assign(new DeclarationError([missing]), { cause })
    },
  )

const missing = {
  path: 'store',
  message: 'is MySQL or MariaDB, but the package mysql2 is not installed',
  remedy: 'npm install mysql2',
}
