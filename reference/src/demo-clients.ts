import { UniqueViolation, type Api } from 'ninety'

/** The OAuth clients of a development server; never made in production. */
export const demoClients = [
  { id: 'documentation', note: 'public' },
  { id: 'demo-service', secret: 'demo-secret', note: 'acts as itself' },
] as const

/** Makes those that the database lacks, and has them follow the address and the modules of the server. */
export async function seedDemoClients(api: Api, publicUrl: string | undefined): Promise<void> {
  const clients = api.context.identity?.administration?.().clients
  if (clients === undefined || publicUrl === undefined) return
  for (const wanted of toDemoClients(publicUrl, clients.scopes)) {
    const found = await clients.find(wanted.id)
    if (found === undefined) await unlessTaken(clients.create(wanted))
    else if (textOf(found) !== textOf(wanted)) await clients.change(wanted.id, followingOf(wanted))
  }
}

const [documentation, service] = demoClients
const scopesOfService = ['stores:read', 'posts:read', 'todos:read']

const toDemoClients = (publicUrl: string, known: readonly string[]) => [
  {
    id: documentation.id,
    name: 'Documentation',
    public: true,
    firstParty: true,
    redirectUris: toRedirectUris(publicUrl),
    scopes: known,
  },
  {
    id: service.id,
    secret: service.secret,
    name: 'Demo service',
    service: true,
    redirectUris: [],
    scopes: scopesOfService.filter((scope) => known.includes(scope)),
  },
]

/** What of a client depends on the server. */
interface Following {
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
}

const followingOf = ({ redirectUris, scopes }: Following): Following => ({ redirectUris, scopes })
const textOf = (client: Following): string => JSON.stringify(followingOf(client))

/** The pages of the documentation; by plain http on this machine alone, as all addresses of clients. */
function toRedirectUris(publicUrl: string): string[] {
  const { protocol, hostname } = new URL(publicUrl)
  const isAllowed = protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return isAllowed ? [`${publicUrl}/docs`, `${publicUrl}/docs/oauth2-redirect.html`] : []
}

/** Of servers that start at once on one database, one is first. */
async function unlessTaken(making: Promise<unknown>): Promise<void> {
  try {
    await making
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
  }
}
