import type { Model } from '../../declaration/resource/model.ts'
import type { SecretHasher } from '../identity/password-hash.ts'

/** A secret that is hashed already, so that nothing hashes it twice and nothing mistakes it for the secret. */
export class HashedSecret {
  readonly hash: string

  constructor(hash: string) {
    this.hash = hash
  }
}

/** Hashes the secrets among the values. Slow: done before a transaction wherever possible. */
export async function hashSecrets(
  model: Model,
  values: Readonly<Record<string, unknown>>,
  hasher: SecretHasher,
): Promise<Readonly<Record<string, unknown>>> {
  const secrets = Object.entries(values).filter(
    ([name, value]) => typeof value === 'string' && model.properties.get(name)?.definition.kind === 'secret',
  )
  if (secrets.length === 0) return values
  const hashed = await Promise.all(
    secrets.map(
      async ([name, value]) => [name, new HashedSecret(await hasher.hash(value as string))] as const,
    ),
  )
  return { ...values, ...Object.fromEntries(hashed) }
}

/** The values as the store keeps them: hashes as text. */
export function toKeptValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value instanceof HashedSecret ? value.hash : value]),
  )
}
