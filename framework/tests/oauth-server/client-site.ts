// A client's own little web server: it sends browsers to the authorization server, and exchanges the code they come back with.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  type Configuration,
} from 'openid-client'

/** A client's site. */
export interface ClientSite {
  readonly url: string
  /** Begins a sign-in: the address a browser is sent to. */
  begin(config: Configuration, parameters?: Readonly<Record<string, string>>): Promise<string>
  /** The access token it got last. */
  token(): string | undefined
}

/**
 * Opens a site, and closes it after the tests of the file. Back with the code, a browser is sent on to `home` at another
 * origin, as sites do.
 */
export async function openClientSite(): Promise<ClientSite> {
  const verifier = randomPKCECodeVerifier()
  let config: Configuration | undefined
  let token: string | undefined
  const home = await open((_request, response) => show(response, 'You are at home'))
  const site: string = await open(async (request, response) => {
    const address = new URL(request.url!, site)
    const error = address.searchParams.get('error')
    if (error !== null) return show(response, `Refused: ${error}`)
    const checks = { pkceCodeVerifier: verifier, expectedState: 'a state' }
    const tokens = await authorizationCodeGrant(config!, await toAnswer(request, address), checks)
    token = tokens.access_token
    response.writeHead(303, { location: `${home}/home` }).end()
  })
  return {
    url: site,
    token: () => token,
    async begin(by, parameters = {}) {
      config = by
      token = undefined
      const challenge = await calculatePKCECodeChallenge(verifier)
      return buildAuthorizationUrl(by, {
        redirect_uri: `${site}/callback`,
        scope: 'todos:read',
        state: 'a state',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...parameters,
      }).href
    },
  }
}

/** What came back, in the address or as a form. */
async function toAnswer(request: IncomingMessage, address: URL): Promise<URL | Request> {
  if (request.method !== 'POST') return address
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new Request(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.concat(chunks),
  })
}

function show(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><h1>${text}</h1>`)
}

async function open(
  handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<string> {
  const server: Server = createServer((request, response) => {
    Promise.resolve(handle(request, response)).catch((error: unknown) =>
      show(response, `Failed: ${String(error)}`),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
