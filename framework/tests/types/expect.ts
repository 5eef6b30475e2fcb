/** Whether two types are the same, `readonly` and `?` included. */
export type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false

/** Compiles only for `true`. */
export type Expect<Truth extends true> = Truth

/** The members of a type, however it was put together. */
export type Members<T> = { [K in keyof T]: T[K] }
