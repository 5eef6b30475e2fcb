import { readFileSync } from 'node:fs'
import type { DeclarationFault } from 'ninety'

type Environment = Readonly<Record<string, string | undefined>>

/** What is nobody's business, and may stand in a file that a variable names: `SECRET_FILE=/run/secrets/secret`. */
const secrets = ['SECRET', 'DATABASE_URL', 'DATABASE_REPLICA_URLS', 'REDIS_URL', 'MAIL_URL', 'CAPTCHA_SECRET']

/** The environment with what its files say; files that cannot be read are added to the faults. */
export function withFiles(environment: Environment, faults: DeclarationFault[]): Environment {
  const read = secrets.flatMap((name) => {
    const file = environment[`${name}_FILE`]
    if (file === undefined || file === '') return []
    if (environment[name] !== undefined && environment[name] !== '') {
      faults.push({ path: `${name}_FILE`, message: `is set beside ${name}`, remedy: 'set one of them' })
      return []
    }
    try {
      return [[name, readFileSync(file, 'utf8').trim()] as const]
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      faults.push({
        path: `${name}_FILE`,
        message: `cannot be read (${code})`,
        remedy: 'name a file that the server may read',
      })
      return []
    }
  })
  return { ...environment, ...Object.fromEntries(read) }
}
