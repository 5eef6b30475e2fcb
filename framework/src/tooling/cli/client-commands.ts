import type { ClientAdministration, ShownClient } from '../../engine/identity/client-administration.ts'
import { operate, type Operated } from './operate.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'

/** What is asked of `ninety client create`. */
export interface CreateClientOptions {
  readonly id?: string
  readonly redirectUri?: readonly string[]
  /** Separated by commas or spaces. */
  readonly scopes: string
  readonly public?: boolean
  readonly service?: boolean
  readonly firstParty?: boolean
}

/** `ninety client create`: makes a client and writes its id and, this once, its secret, a line each. */
export async function createClient(
  path: string,
  name: string,
  { redirectUri: redirectUris = [], scopes, ...options }: CreateClientOptions,
  terminal: Terminal,
): Promise<number> {
  return operate(path, async (operated) => {
    const { clientId, clientSecret } = await clientsOf(operated).create({
      ...options,
      name,
      redirectUris,
      scopes: scopes.split(/[\s,]+/).filter((scope) => scope !== ''),
    })
    const about = clientSecret === undefined ? 'It has no secret' : 'Its secret is not shown again'
    terminal.complain(`Made the client ${clientId}. ${about}:\n`)
    terminal.write(`${[clientId, clientSecret ?? []].flat().join('\n')}\n`)
    return exitCodes.done
  })
}

/** `ninety client list`: writes every client, a line each: id, what it is, name and scopes, between tabs. */
export async function listClients(path: string, terminal: Terminal): Promise<number> {
  return operate(path, async (operated) => {
    for await (const client of clientsOf(operated).list()) terminal.write(`${toLine(client)}\n`)
    return exitCodes.done
  })
}

/** `ninety client remove`: takes a client away, with every session and token it has. */
export async function removeClient(path: string, id: string, terminal: Terminal): Promise<number> {
  return operate(path, async (operated) => {
    if (!(await clientsOf(operated).remove(id)))
      throw refuse(id, 'is no client', 'write its id, as `ninety client list` does')
    terminal.write('Removed the client.\n')
    return exitCodes.done
  })
}

function toLine({ clientId, name, scopes, firstParty, service, public: isPublic }: ShownClient): string {
  const flags = [
    isPublic ? 'public' : 'confidential',
    firstParty ? 'first-party' : [],
    service ? 'service' : [],
  ]
  return [clientId, flags.flat().join(','), name, scopes.join(' ')].join('\t')
}

function clientsOf({ administration: { clients } }: Operated): ClientAdministration {
  if (clients !== undefined) return clients
  throw refuse('identity.authorizationServer', 'is not declared', 'write authorizationServer: oauthServer()')
}
