/** A client of an authorization server, as it is shown. */
export interface ShownClient {
  readonly clientId: string
  readonly name: string
  /** The user who made it; null for clients of those who run the API. */
  readonly ownerId: string | number | null
  /** Where users come back to; none: nobody signs in through it. */
  readonly redirectUris: readonly string[]
  /** What its tokens may be good for. */
  readonly scopes: readonly string[]
  /** Whether it can keep no secret, as what runs in a browser or on a device. */
  readonly public: boolean
  /** Whether it belongs to those who run the API: users are not asked for consent, and it may take their passwords. */
  readonly firstParty: boolean
  /** Whether it acts as itself, without a user. */
  readonly service: boolean
  readonly createdAt: string
}

/** A client and its secret, which is never shown again; public clients have none. */
export type NewShownClient = ShownClient & { readonly clientSecret?: string }

/** What those who run an API do to the clients of its authorization server. */
export interface ClientAdministration {
  /** Every scope of the API: what a client can have. */
  readonly scopes: readonly string[]
  /**
   * Makes a client of theirs: VALIDATION_FAILED (422) naming each fault of its values, UNIQUE_VIOLATION (409) where its
   * id is taken. Of the values, `id` and `secret` are made where they are left out. A given secret should be as random
   * as those: it is neither hashed slowly nor are guesses counted.
   */
  create(values: unknown): Promise<NewShownClient>
  find(clientId: string): Promise<ShownClient | undefined>
  /** Changes name, redirect URIs or scopes; undefined: there is none. */
  change(clientId: string, values: unknown): Promise<ShownClient | undefined>
  /** All of them, whoever has made them. */
  list(): AsyncIterable<ShownClient>
  /** Takes a client away, and every token it has. False: there is none. */
  remove(clientId: string): Promise<boolean>
}
