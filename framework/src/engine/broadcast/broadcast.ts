/** Hears what is published under a topic, by this instance and all others. */
export interface Listener {
  hear(text: string): void
  /**
   * Something may have been published and not heard: whatever follows from it is to be read anew. Called each time hearing
   * begins, and when an instance that could not publish for a while can again.
   */
  miss(): void
  /** Nothing is heard any more, until `miss` is called. Default: nothing. */
  lose?(cause: unknown): void
}

/**
 * What the instances of an API tell each other, so that each need not ask the store all the time. Nothing is kept: what matters
 * stands in the store, and a text only says where to look.
 */
export interface Broadcast {
  /**
   * Tells the listeners of this instance at once, and those of all others within a second where they hear. To be called once
   * what it tells of is committed. Never throws; a text of more than 6,000 bytes reaches the others as `miss`.
   */
  publish(topic: string, text: string): void
  /** Begins to hear; gives back what ends it. */
  subscribe(topic: string, listener: Listener): () => void
  /** Whether what others publish is heard now, as far as is known: a connection that is silent for three seconds is not. */
  readonly isSound: boolean
  /** Rejects while nothing is heard; waits for a connection that is being made. */
  ping(): Promise<void>
  /** Ends it, once all that was published is sent. */
  close(): Promise<void>
}
