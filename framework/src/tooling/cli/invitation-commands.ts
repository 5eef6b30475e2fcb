import { operate } from './operate.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'

/** What is asked of `ninety invitation create`. */
export interface CreateInvitationOptions {
  readonly email?: string
  /** RFC 3339. */
  readonly expires?: string
}

/** `ninety invitation create`: makes an invitation and writes its code, this once. */
export async function createInvitation(
  path: string,
  { email, expires }: CreateInvitationOptions,
  terminal: Terminal,
): Promise<number> {
  return operate(path, async ({ administration: { invitations } }) => {
    if (invitations === undefined)
      throw refuse('identity.signUp', 'does not invite', 'write signUp: invitation()')
    const { code, id, expiresAt } = await invitations.create({
      ...(email !== undefined && { email }),
      ...(expires !== undefined && { expiresAt: expires }),
    })
    terminal.complain(`Made the invitation ${id}, good until ${expiresAt}. Its code is not shown again:\n`)
    terminal.write(`${code}\n`)
    return exitCodes.done
  })
}
