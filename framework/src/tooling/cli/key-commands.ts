import type { ApplicationAdministration } from '../../engine/identity/administration.ts'
import { operate, type Operated } from './operate.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'

/** What is asked of `ninety application create`. */
export interface CreateApplicationOptions {
  /** Scopes separated by commas or spaces. */
  readonly scopes?: string
  /** RFC 3339. */
  readonly expires?: string
}

/** `ninety application create`: makes a key and writes it, this once. */
export async function createApplication(
  path: string,
  name: string,
  { scopes = '', expires }: CreateApplicationOptions,
  terminal: Terminal,
): Promise<number> {
  return operate(path, async (operated) => {
    const { key, ...application } = await applicationsOf(operated).create({
      name,
      scopes: scopes.split(/[\s,]+/).filter((scope) => scope !== ''),
      ...(expires !== undefined && { expiresAt: expires }),
    })
    terminal.complain(`Made the application ${application.id}. Its key is not shown again:\n`)
    terminal.write(`${key}\n`)
    return exitCodes.done
  })
}

/** `ninety application revoke`: withdraws the key of one application. */
export async function revokeApplication(path: string, name: string, terminal: Terminal): Promise<number> {
  return operate(path, async (operated) => {
    if (await applicationsOf(operated).withdraw(name)) {
      terminal.write('Withdrew the key.\n')
      return exitCodes.done
    }
    throw refuse(name, 'is no application', 'write its id, or the prefix of its key')
  })
}

/** `ninety key rotate`: makes the signing key that follows. */
export async function rotateKeys(path: string, terminal: Terminal): Promise<number> {
  return operate(path, async ({ administration }) => {
    const kid = await administration.rotateKeys()
    terminal.write(`${kid} signs from now on. Tokens of before are good until they expire.\n`)
    return exitCodes.done
  })
}

function applicationsOf({ administration: { applications } }: Operated): ApplicationAdministration {
  if (applications !== undefined) return applications
  throw refuse('identity.applicationKeys', 'is not declared', 'write applicationKeys: true')
}
