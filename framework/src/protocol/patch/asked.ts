/** What a body asks of a row: the members to be changed and their values, null for those to be emptied. */
export interface Asked {
  readonly members: unknown
  /** Only of a JSON Patch. */
  readonly patch?: PatchOutcome
}

/** What a JSON Patch says besides what is to be changed. */
export interface PatchOutcome {
  /** The index of the first test that does not hold; what follows it was not looked at. */
  readonly failedTest: number | undefined
  readonly secretTests: readonly SecretTest[]
  /** Where in the patch the value of a member comes from: `/price` → `/2/value`. */
  toPlace(pointer: string): string
}

/** A test of a secret, which only its hash can answer. */
export interface SecretTest {
  /** Of the operation. */
  readonly index: number
  readonly name: string
  readonly value: unknown
}

/** A row as the caller sees it, before the change. */
export interface SeenRow {
  /** Values in the form code sees; what is write-only may be among them, secrets are not. */
  readonly values: Readonly<Record<string, unknown>>
  /** Members whose rule hides them from the caller. */
  readonly hidden: ReadonlySet<string>
}
