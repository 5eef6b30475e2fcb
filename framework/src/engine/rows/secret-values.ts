import type { Model } from '../../declaration/resource/model.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { isCommonPassword } from '../identity/common-passwords.ts'
import type { SecretHasher } from '../identity/password-hash.ts'

/** A secret that is hashed already, so that nothing hashes it twice and nothing mistakes it for the secret. */
export class HashedSecret {
  readonly hash: string

  constructor(hash: string) {
    this.hash = hash
  }
}

/**
 * Hashes the secrets among the values; common passwords are refused with VALIDATION_FAILED (422). Slow: done before a
 * transaction wherever possible.
 */
export async function hashSecrets(
  model: Model,
  values: Readonly<Record<string, unknown>>,
  hasher: SecretHasher,
): Promise<Readonly<Record<string, unknown>>> {
  const secrets = Object.entries(values).filter(
    ([name, value]) => typeof value === 'string' && model.properties.get(name)?.definition.kind === 'secret',
  )
  if (secrets.length === 0) return values
  await refuseCommon(secrets)
  const hashed = await Promise.all(
    secrets.map(
      async ([name, value]) => [name, new HashedSecret(await hasher.hash(value as string))] as const,
    ),
  )
  return { ...values, ...Object.fromEntries(hashed) }
}

async function refuseCommon(secrets: readonly (readonly [name: string, value: unknown])[]): Promise<void> {
  const faults: Fault[] = []
  for (const [name, value] of secrets) {
    if (await isCommonPassword(value as string)) faults.push(toFault(name))
  }
  if (faults.length > 0) throw new ValidationFailed({ errors: faults })
}

const toFault = (name: string): Fault => ({
  pointer: `/${name}`,
  code: 'too_common',
  detail: 'is one of the most common passwords; choose another one',
})

/** The values as the store keeps them: hashes as text. */
export function toKeptValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value instanceof HashedSecret ? value.hash : value]),
  )
}
