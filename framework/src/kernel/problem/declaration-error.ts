/** One fault of a declaration: where it stands, what is wrong, what to write instead. */
export interface DeclarationFault {
  /** Such as `todos.filter[0]`. */
  readonly path: string
  readonly message: string
  readonly remedy: string
}

/** Thrown once at start with every fault of the declarations. */
export class DeclarationError extends Error {
  readonly faults: readonly DeclarationFault[]

  constructor(faults: readonly DeclarationFault[]) {
    const lines = faults.map((fault) => `  ${fault.path}: ${fault.message}\n    → ${fault.remedy}`)
    super(`${faults.length} fault${faults.length === 1 ? '' : 's'} in the declarations\n${lines.join('\n')}`)
    this.name = 'DeclarationError'
    this.faults = faults
  }
}
