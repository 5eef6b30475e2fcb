/** Where a command writes, and when it runs. */
export interface Terminal {
  /** What was asked for. */
  write(text: string): void
  /** What went wrong. */
  complain(text: string): void
  /**
   * A secret, such as a password: typed unseen, or what comes in.
   * @param what is asked for
   */
  readSecret(what: string): Promise<string>
  /** Asks something of whoever sits there; undefined, or absent, where nobody does. */
  ask?(question: string): Promise<string | undefined>
  /** Milliseconds since 1970. */
  now(): number
}

/** What a command ends with: done, found what it looks for, or could not do its work. */
export const exitCodes = Object.freeze({ done: 0, found: 1, failed: 2 })
