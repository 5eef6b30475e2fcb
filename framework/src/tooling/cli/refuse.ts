import { DeclarationError } from '../../kernel/problem/declaration-error.ts'

/** What stops a command: one fault, told as those of declarations are. */
export const refuse = (path: string, message: string, remedy: string): DeclarationError =>
  new DeclarationError([{ path, message, remedy }])
