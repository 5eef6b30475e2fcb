// Access tokens with a proof that whoever shows them has their key (DPoP, RFC 9449 section 7).
import type { Principal } from '../../declaration/policy/principal.ts'
import { InvalidDpopProof, InvalidToken } from '../../kernel/problem/catalogue.ts'
import { Problem } from '../../kernel/problem/problem.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import { headerOf, type HttpRequest } from '../../protocol/message/message.ts'
import {
  readAuthorization,
  toChallenge,
  toProtectionParameters,
  type Protection,
} from '../identity/authorization.ts'
import type { Authenticator } from '../identity/authenticator.ts'
import type { Recognise } from '../identity/recognise.ts'
import { proofAlgorithms, ProofFault, verifyProof, type Proof } from './dpop-proof.ts'
import { basePathOf } from './paths.ts'
import type { UsedProofs } from './used-proofs.ts'

/** What checking proofs needs once the server runs. */
export interface DpopOptions {
  /** Where clients reach the root of the API. */
  readonly issuer: string
  readonly clock: Clock
  readonly used: UsedProofs
}

/** What recognising callers by bound tokens needs. */
export interface DpopAuthenticatorOptions {
  readonly recognise: Recognise
  /** As challenges tell it, which are asked for again once the server runs. */
  protection(): Protection
  running(): DpopOptions
}

const scheme = Object.freeze({
  type: 'http',
  scheme: 'dpop',
  description:
    'An access token that is bound to a key of the client (RFC 9449). It comes with a proof in the header DPoP, which is good ' +
    `once and signed with ${proofAlgorithms.join(', ')}.`,
})

/** Recognises callers by `Authorization: DPoP` and the proof in the header `DPoP`. */
export function createDpopAuthenticator({
  recognise,
  protection,
  running,
}: DpopAuthenticatorOptions): Authenticator {
  const challenge = (parameters: Readonly<Record<string, string>> = {}): string =>
    toChallenge('DPoP', {
      ...toProtectionParameters(protection()),
      ...parameters,
      algs: proofAlgorithms.join(' '),
    })
  const refuse = (error: unknown): Error => {
    if (error instanceof ProofFault) {
      const description = `The proof ${error.message}`
      const headers = {
        'www-authenticate': challenge({ error: 'invalid_dpop_proof', error_description: description }),
      }
      return new InvalidDpopProof({ detail: `${description}.`, headers, cause: error.cause })
    }
    if (!(error instanceof Problem) || error.status !== 401) return error as Error
    const description = error.detail?.replace(/\.$/, '') ?? error.title
    const headers = {
      'www-authenticate': challenge({ error: 'invalid_token', error_description: description }),
    }
    return new InvalidToken({ detail: `${description}.`, headers, cause: error.cause })
  }
  const authenticate = async (token: string, request: HttpRequest): Promise<Principal> => {
    const { issuer, clock, used } = running()
    try {
      const { method } = request
      const address = toAddress(request, new URL(issuer))
      const proof = await verifyProof(headerOf(request, 'dpop') ?? '', {
        method,
        address,
        token,
        now: clock.now(),
      })
      const { principal } = await recognise(token, proof.thumbprint)
      // Last, so that nobody without a token makes rows.
      await demandUnused(proof, used)
      return principal
    } catch (error) {
      throw refuse(error)
    }
  }
  return {
    name: 'dpop',
    get challenge() {
      return challenge()
    },
    scheme,
    headers: ['authorization', 'dpop'],
    authenticate(request) {
      const token = readAuthorization(request, 'dpop')
      return token === undefined ? undefined : authenticate(token, request)
    },
  }
}

async function demandUnused(proof: Proof, used: UsedProofs): Promise<void> {
  if (!(await used.use(proof))) throw new ProofFault('was used before (jti)')
}

/** What a client calls the address of a request, whether or not a proxy before us takes the path of the API away. */
function toAddress({ url }: HttpRequest, root: URL): string {
  const base = basePathOf(root)
  const path = url.split('?', 1)[0]!
  const isWhole = path === base || path.startsWith(`${base}/`)
  return root.origin + (isWhole ? path : base + path)
}
