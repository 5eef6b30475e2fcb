import { existsSync } from 'node:fs'
import process from 'node:process'
import { DeclarationError, type WorkerCount } from 'ninety'
import type { SigningAlgorithm } from 'ninety/identity'
import { smtp } from 'ninety/mail'
import { redis } from 'ninety/redis'
import { isPostgres, isServer } from './database.ts'
import { withFiles } from './environment-files.ts'

/** What the environment says, checked. */
export interface Configuration {
  readonly host: string
  readonly port: number
  /** How many processes serve. */
  readonly workers: WorkerCount
  /** Path of the SQLite file, or the URL of a database of PostgreSQL, MySQL or MariaDB. */
  readonly database: string
  /** URLs of replicas of that PostgreSQL database. */
  readonly replicas: readonly string[]
  /** The Redis server in which instances count together; undefined: they do so in PostgreSQL, or beside the database file. */
  readonly redis: string | undefined
  /** Where clients reach the server, without a slash at the end; undefined where the port is not known yet. */
  readonly publicUrl: string | undefined
  readonly secret: string | undefined
  /** Who makes an account besides administrators; those who solve a captcha where it is one. */
  readonly signUp: 'open' | 'invitation' | 'closed' | CaptchaConfiguration
  /** The server that mails go to; undefined: they stay in an inbox, or in production are not sent at all. */
  readonly mail: MailConfiguration | undefined
  readonly trustProxy: boolean | string
  readonly corsOrigins: readonly string[] | '*' | undefined
  readonly logLevel: string
  readonly rateLimits: boolean
  /** Whether nobody is answered who does not come through an application. */
  readonly requireApplicationKey: boolean
  /** Another header for access tokens. */
  readonly accessTokenHeader: string | undefined
  /** How access tokens are signed. */
  readonly tokenAlgorithm: SigningAlgorithm
  readonly modules: readonly ModuleName[]
  readonly production: boolean
  /** Whether the start brings the database up to date; in development it always does. */
  readonly migrate: boolean
}

const signUps = ['open', 'captcha', 'invitation', 'closed'] as const
const captchas = ['turnstile', 'hcaptcha', 'recaptcha', 'local'] as const

/** Who tells people from programs. */
export interface CaptchaConfiguration {
  readonly provider: (typeof captchas)[number]
  readonly siteKey: string
  /** Of the local one the answer. */
  readonly secret: string
}

/** What carries mails. */
export interface MailConfiguration {
  readonly url: string
  readonly from: string
}

export const moduleNames = ['users', 'todos', 'stores', 'teams', 'posts', 'billing'] as const
export type ModuleName = (typeof moduleNames)[number]

type Environment = Readonly<Record<string, string | undefined>>
type Fault = DeclarationError['faults'][number]

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Reads a `.env` file where there is one; what the environment says already wins. */
export function loadEnvironmentFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

/**
 * The configuration; every fault of the environment at once.
 * @param flags what the program was started with
 */
export function readConfiguration(given: Environment, flags: readonly string[] = []): Configuration {
  const faults: Fault[] = []
  const environment = withFiles(given, faults)
  const reader = new EnvironmentReader(environment, faults)
  const production = environment['NODE_ENV'] === 'production'
  const host = reader.text('HOST', '127.0.0.1')
  const port = reader.wholeNumber('PORT', 3000, 0, 65_535)
  const configuration: Configuration = {
    host,
    port,
    workers: reader.workers('WORKERS'),
    database: reader.database('DATABASE_URL', 'data/ninety.db'),
    replicas: reader.replicas('DATABASE_REPLICA_URLS', 'DATABASE_URL'),
    redis: reader.redis('REDIS_URL'),
    publicUrl: reader.url('PUBLIC_URL') ?? toOrigin(host, port),
    secret: reader.secret('SECRET', production),
    signUp: reader.signUp('SIGN_UP', production),
    mail: reader.mail(production),
    trustProxy: reader.proxies('TRUST_PROXY'),
    corsOrigins: reader.origins('CORS_ORIGINS'),
    logLevel: reader.choice('LOG_LEVEL', logLevels, 'info'),
    rateLimits: reader.choice('RATE_LIMITS', ['on', 'off'], 'on') === 'on',
    requireApplicationKey: reader.choice('REQUIRE_APPLICATION_KEY', ['true', 'false'], 'false') === 'true',
    accessTokenHeader: reader.header('ACCESS_TOKEN_HEADER'),
    tokenAlgorithm: reader.choice('TOKEN_ALGORITHM', ['EdDSA', 'ES256', 'HS256'], 'EdDSA'),
    modules: reader.modules('MODULES'),
    production,
    migrate: reader.flag('--migrate', flags),
  }
  if (faults.length > 0) throw new DeclarationError(faults)
  return configuration
}

/** Where a server that listens there is reached from its own machine. */
function toOrigin(host: string, port: number): string | undefined {
  if (port === 0) return undefined
  const isEveryAddress = host === '0.0.0.0' || host === '::'
  const name = isEveryAddress ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** Reads one variable at a time, and notes what is wrong with it. */
class EnvironmentReader {
  readonly #environment: Environment
  readonly #faults: Fault[]

  constructor(environment: Environment, faults: Fault[]) {
    this.#environment = environment
    this.#faults = faults
  }

  text(name: string, fallback: string): string {
    return this.#read(name) ?? fallback
  }

  wholeNumber(name: string, fallback: number, least: number, greatest: number): number {
    const text = this.#read(name)
    if (text === undefined) return fallback
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= greatest) return value
    return this.#refuse(name, 'is no port', `write a whole number from ${least} to ${greatest}`, fallback)
  }

  workers(name: string): WorkerCount {
    const text = this.#read(name) ?? '1'
    if (text === 'auto' || /^[1-9]\d{0,2}$/.test(text)) return text === 'auto' ? text : Number(text)
    return this.#refuse(name, `is ${text}`, 'write how many processes shall serve, or auto', 1)
  }

  /** Whether the program was started with it; anything else that it was started with is refused. */
  flag(name: string, given: readonly string[]): boolean {
    for (const each of given.filter((one) => one !== name))
      this.#refuse(each, 'is unknown', `leave it out; ${name} is known`, undefined)
    return given.includes(name)
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const text = this.#read(name)
    if (text === undefined) return fallback
    const choice = choices.find((each) => each === text)
    return choice ?? this.#refuse(name, `is ${text}`, `write one of ${choices.join(', ')}`, fallback)
  }

  database(name: string, fallback: string): string {
    const text = this.#read(name)
    if (text === undefined) return fallback
    if (isServer(text) && URL.canParse(text)) return text
    const path = text.replace(/^(?:sqlite:|file:)(?:\/\/)?/, '')
    if (!/^[a-z]+:\/\//i.test(path)) return path
    return this.#refuse(
      name,
      'is no database known here',
      'write sqlite:path/to/file.db, postgres://user:password@host/name or mysql://user:password@host/name',
      fallback,
    )
  }

  /** Of a PostgreSQL database. */
  replicas(name: string, database: string): readonly string[] {
    const urls = toList(this.#read(name) ?? '')
    if (urls.some((url) => !isPostgres(url) || !URL.canParse(url)))
      return this.#refuse(name, 'has what is no URL of PostgreSQL', 'write such URLs with commas between', [])
    if (urls.length === 0 || isPostgres(this.#read(database) ?? '')) return urls
    const message = 'is set, but the database is not PostgreSQL'
    return this.#refuse(name, message, `set ${database} to that of such a server`, [])
  }

  redis(name: string): string | undefined {
    const text = this.#read(name)
    if (text === undefined) return undefined
    try {
      // Nobody connects yet.
      redis(text)
    } catch (error) {
      if (!(error instanceof DeclarationError)) throw error
      this.#faults.push(...error.faults.map((fault) => ({ ...fault, path: name })))
    }
    return text
  }

  url(name: string): string | undefined {
    const text = this.#read(name)
    if (text === undefined) return undefined
    if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/\/$/, '')
    return this.#refuse(name, 'is no URL', 'write one such as https://api.example', undefined)
  }

  secret(name: string, demanded: boolean): string | undefined {
    const text = this.#read(name)
    if (text === undefined && demanded) {
      return this.#refuse(name, 'is not set', 'set at least 32 random characters', undefined)
    }
    if (text === undefined || text.length >= 32) return text
    return this.#refuse(name, 'is too short', 'set at least 32 random characters', undefined)
  }

  header(name: string): string | undefined {
    const text = this.#read(name)
    if (text === undefined || /^[\w-]+$/.test(text)) return text
    return this.#refuse(name, 'is no name of a header', 'write such as x-access-token', undefined)
  }

  signUp(name: string, production: boolean): Configuration['signUp'] {
    const choice = this.choice(name, signUps, 'open')
    const provider = this.choice('CAPTCHA', captchas, 'local')
    if (choice !== 'captcha') return choice
    if (provider !== 'local') {
      return {
        provider,
        siteKey: this.#demand('CAPTCHA_SITE_KEY'),
        secret: this.#demand('CAPTCHA_SECRET'),
      }
    }
    // Programs solve it as well.
    const remedy = 'write one of turnstile, hcaptcha, recaptcha'
    if (production) this.#refuse('CAPTCHA', 'is local, which is for development', remedy, undefined)
    return { provider, siteKey: 'local', secret: this.text('CAPTCHA_SECRET', 'solved') }
  }

  #demand(name: string): string {
    return this.#read(name) ?? this.#refuse(name, 'is not set', 'set the one that the provider shows', '')
  }

  proxies(name: string): boolean | string {
    const text = this.#read(name)
    if (text === undefined || text === 'false') return false
    return text === 'true' ? true : text
  }

  origins(name: string): readonly string[] | '*' | undefined {
    const text = this.#read(name)
    return text === undefined || text === '*' ? text : toList(text)
  }

  mail(production: boolean): MailConfiguration | undefined {
    const [url, from] = [this.#read('MAIL_URL'), this.#read('MAIL_FROM')]
    if (url === undefined && from === undefined) return undefined
    if (production && this.#read('PUBLIC_URL') === undefined)
      this.#refuse('PUBLIC_URL', 'is not set', 'set where the links of mails lead to', undefined)
    try {
      smtp(url ?? '', { from: from ?? '' })
      return { url: url!, from: from! }
    } catch (error) {
      if (!(error instanceof DeclarationError)) throw error
      const names: Readonly<Record<string, string>> = { 'smtp.url': 'MAIL_URL', 'smtp.from': 'MAIL_FROM' }
      this.#faults.push(...error.faults.map((fault) => ({ ...fault, path: names[fault.path]! })))
      return undefined
    }
  }

  modules(name: string): readonly ModuleName[] {
    const asked = toList(this.#read(name) ?? moduleNames.join(','))
    const unknown = asked.filter((each) => !moduleNames.some((module) => module === each))
    if (unknown.length > 0) {
      this.#refuse(name, `names ${unknown.join(', ')}`, `write some of ${moduleNames.join(',')}`, undefined)
    }
    return moduleNames.filter((module) => module === 'users' || asked.includes(module))
  }

  #read(name: string): string | undefined {
    const text = this.#environment[name]?.trim()
    return text === '' ? undefined : text
  }

  #refuse<Fallback>(path: string, message: string, remedy: string, fallback: Fallback): Fallback {
    this.#faults.push({ path, message, remedy })
    return fallback
  }
}

const toList = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
