import { compare } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { selectNames, type PageStart } from '../../declaration/resource/query.ts'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import { CollectionRows } from '../identity/collection-rows.ts'
import { createSecret, digestOf, hasDigest } from '../identity/secret-digest.ts'
import type { CreatedInvitation, Invitation } from '../identity/sign-up-policy.ts'
import { createSweep, type Sweep } from '../store/expired-rows.ts'
import type { Page, Session, Store } from '../store/store.ts'

/** Invitations that nobody has used yet; a code is 256 random bits, of which the digest is kept. */
export const signUpInvitations = resource('signUpInvitations', {
  description: 'Invitations to make a user, and digests of their codes.',
  fields: {
    email: field.email().optional(),
    digest: field.text().unique().describe('SHA-256 of the code.'),
    expiresAt: field.timestamp().indexed(),
  },
})

/** What an invitation is made of. */
export type NewInvitation = Pick<Invitation, 'email' | 'expiresAt'>

/** An invitation as its code is checked. */
export interface KeptInvitation extends Invitation {
  readonly version: number
  readonly digest: string
}

const shown = ['id', 'email', 'createdAt', 'expiresAt'] as const
const keptSelection = selectNames([...shown, 'digest'])

// Secret scanners know a code by its beginning.
const prefix = 'invitation_'
const form = /^invitation_[\w-]{43}$/

/** The invitations of an API, in its store. */
export class InvitationStore {
  readonly #store: Store
  readonly #model: Model
  readonly #clock: Clock
  readonly #rows: CollectionRows<Invitation>
  readonly #sweep: Sweep

  constructor(store: Store, model: Model, clock: Clock) {
    this.#store = store
    this.#model = model
    this.#clock = clock
    this.#rows = new CollectionRows({ store, model, clock }, shown)
    this.#sweep = createSweep(model, clock)
  }

  /** Makes an invitation and its code. */
  async create(invitation: NewInvitation): Promise<CreatedInvitation> {
    const code = prefix + createSecret()
    const made = await this.#rows.insert({ ...invitation, digest: digestOf(code) })
    await this.#sweep((work) => this.#store.transaction(work))
    return { ...made, code }
  }

  /** A page of them, the newest first; those that have expired stay for a while. */
  async list(start: PageStart, limit: number): Promise<Page> {
    return this.#rows.list(start, limit)
  }

  async find(id: string): Promise<Invitation | undefined> {
    return this.#rows.find(id)
  }

  /** The invitation of a code, if it is good by now. */
  async findByCode(code: string): Promise<KeptInvitation | undefined> {
    if (!form.test(code)) return undefined
    const found = await this.#rows.findNewest(compare('digest', 'eq', digestOf(code)), keptSelection)
    if (found === undefined) return undefined
    const kept = { ...(JSON.parse(found.json) as KeptInvitation), version: found.version }
    const isGood = hasDigest(code, kept.digest) && Date.parse(kept.expiresAt) > this.#clock.now()
    return isGood ? kept : undefined
  }

  /** Uses an invitation up. False: somebody else has, or it was withdrawn. */
  async redeem({ id, version }: KeptInvitation, session: Session): Promise<boolean> {
    return session.delete(this.#model, id, version)
  }

  /** Takes an invitation away. False: there is none. */
  async withdraw(id: string): Promise<boolean> {
    return this.#rows.delete(id)
  }
}
