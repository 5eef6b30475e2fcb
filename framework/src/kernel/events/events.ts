/** Things that happen inside and that somebody may want to log or count; names are stable. */
export interface EventMap {
  'request.completed': {
    readonly id: string
    readonly method: string
    readonly url: string
    readonly route: string | undefined
    readonly status: number
    readonly milliseconds: number
    readonly principal: string | null
    readonly address: string
  }
  'request.failed': { readonly id: string; readonly error: unknown }
  /** A code was mailed; neither it nor the address is told. */
  'mail.sent': {
    readonly purpose: string
    /** Id of the user. */
    readonly user: string
    /** Where it can be read below the API's root, while developing; undefined where it has left the server. */
    readonly readAt: string | undefined
  }
  warning: { readonly message: string; readonly cause?: unknown }
}

/** Where events are reported to; a listener must not throw. */
export interface Events {
  emit<Name extends keyof EventMap>(name: Name, event: EventMap[Name]): void
}
