import type { Principal } from '../../declaration/policy/principal.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import { toNewApplication } from './application-body.ts'
import { idForm } from './row-page.ts'
import type { ApplicationStore, CreatedApplication } from './application-store.ts'
import type { InvitationAdministration } from './sign-up-policy.ts'
import type { ClientAdministration } from './client-administration.ts'
import type { KeyRing } from './key-ring.ts'
import type { AnyUserSource } from './user-source.ts'
import type { Users } from './users.ts'

/** What those who run an API do to its identity themselves, without any rule; once it is started. */
export interface Administration {
  /** The secret field that holds passwords. */
  readonly password: string
  /** The values that make a user an administrator; undefined where nothing is declared to. */
  readonly admin: Readonly<Record<string, unknown>> | undefined
  /** The id of the user who signs in with a text, active or not. */
  findUser(login: string): Promise<string | number | undefined>
  /** Whom requests of a user are by; undefined where nobody signs in with that text. */
  findCaller(login: string): Promise<FoundCaller | undefined>
  /** Makes the signing key that follows, and gives back its name. */
  rotateKeys(): Promise<string>
  /** Undefined where applications have no keys. */
  readonly applications: ApplicationAdministration | undefined
  /** Undefined where there is no authorization server. */
  readonly clients?: ClientAdministration | undefined
  /** Undefined where nobody is invited. Default: undefined. */
  readonly invitations?: InvitationAdministration | undefined
}

/** A user as the caller of requests. */
export interface FoundCaller {
  /** As of one who has just signed in, with every scope. */
  readonly principal: Principal
  /** Whether the user's credentials are good at all. */
  readonly isActive: boolean
}

/** Making and withdrawing the keys of applications. */
export interface ApplicationAdministration {
  /** Makes an application: VALIDATION_FAILED (422) naming each fault of its values. */
  create(values: unknown): Promise<CreatedApplication>
  /** Withdraws the key of an application by its id or the key's prefix. False: there is none. */
  withdraw(name: string): Promise<boolean>
}

/** What administering an identity needs. */
export interface AdministrationOptions {
  readonly source: AnyUserSource
  readonly users: Users
  readonly keys: KeyRing
  readonly clock: Clock
  /** Every scope of the API. */
  readonly scopes: readonly string[]
  readonly applications: ApplicationStore | undefined
  readonly clients: ClientAdministration | undefined
  readonly invitations: InvitationAdministration | undefined
}

/** The administration of a started identity. */
export function createAdministration(options: AdministrationOptions): Administration {
  const { source, users, keys, clock, scopes, applications, clients, invitations } = options
  return {
    password: source.password,
    admin: source.admin,
    findUser: async (login) => (await users.findByLogin(login))?.id,
    async findCaller(login) {
      const user = await users.findByLogin(login)
      if (user === undefined) return undefined
      const credential = { scopes: 'all', client: null, authenticatedAt: clock.now() } as const
      const row = users.toUser(user)
      return { principal: users.toPrincipal(row, credential), isActive: users.isActive(row) }
    },
    rotateKeys: () => keys.rotate(),
    clients,
    invitations,
    applications: applications && {
      create: async (values) => applications.create(toNewApplication(values, { scopes, now: clock.now() })),
      async withdraw(name) {
        const id = idForm.test(name) ? name : (await applications.findByPrefix(name))?.id
        return id !== undefined && applications.withdraw(id)
      },
    },
  }
}
