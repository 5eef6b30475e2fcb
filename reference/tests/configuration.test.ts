import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { DeclarationError } from 'ninety'
import { readConfiguration, type Configuration } from '../src/configuration.ts'

const secret = 'a'.repeat(32)

function faultsOf(environment: Record<string, string>): string[] {
  try {
    readConfiguration(environment)
    return []
  } catch (error) {
    assert.ok(error instanceof DeclarationError)
    return error.faults.map(({ path }) => path)
  }
}

describe('the configuration', () => {
  test('of an empty environment is complete', () => {
    assert.deepEqual(readConfiguration({}), {
      host: '127.0.0.1',
      port: 3000,
      workers: 1,
      database: 'data/ninety.db',
      replicas: [],
      redis: undefined,
      publicUrl: 'http://127.0.0.1:3000',
      secret: undefined,
      signUp: 'open',
      mail: undefined,
      trustProxy: false,
      corsOrigins: undefined,
      logLevel: 'info',
      rateLimits: true,
      requireApplicationKey: false,
      accessTokenHeader: undefined,
      tokenAlgorithm: 'EdDSA',
      modules: ['users', 'todos', 'stores', 'teams', 'posts', 'billing'],
      production: false,
      migrate: false,
    })
  })

  const read: [title: string, environment: Record<string, string>, expected: Partial<Configuration>][] = [
    ['an address', { HOST: '::1', PORT: '8080' }, { publicUrl: 'http://[::1]:8080' }],
    ['every address', { HOST: '0.0.0.0' }, { host: '0.0.0.0', publicUrl: 'http://localhost:3000' }],
    ['any free port', { PORT: '0' }, { port: 0, publicUrl: undefined }],
    ['workers', { WORKERS: '4' }, { workers: 4 }],
    ['a worker on each core', { WORKERS: 'auto' }, { workers: 'auto' }],
    ['a public URL', { PUBLIC_URL: 'https://api.example/' }, { publicUrl: 'https://api.example' }],
    ['an SQLite URL', { DATABASE_URL: 'sqlite:some/file.db' }, { database: 'some/file.db' }],
    ['a file URL', { DATABASE_URL: 'file:///tmp/x.db' }, { database: '/tmp/x.db' }],
    ['PostgreSQL', { DATABASE_URL: 'postgres://me:s@db/x' }, { database: 'postgres://me:s@db/x' }],
    ['MySQL', { DATABASE_URL: 'mysql://me:s@db/x' }, { database: 'mysql://me:s@db/x' }],
    ['MariaDB', { DATABASE_URL: 'mariadb://me:s@db/x' }, { database: 'mariadb://me:s@db/x' }],
    [
      'replicas',
      { DATABASE_URL: 'postgres://db/x', DATABASE_REPLICA_URLS: 'postgres://me:s@one/x, postgres://two/x' },
      { replicas: ['postgres://me:s@one/x', 'postgres://two/x'] },
    ],
    ['a Redis', { REDIS_URL: 'rediss://:s@redis.example/1' }, { redis: 'rediss://:s@redis.example/1' }],
    [
      'origins',
      { CORS_ORIGINS: 'https://a.example, https://b.example' },
      {
        corsOrigins: ['https://a.example', 'https://b.example'],
      },
    ],
    ['every origin', { CORS_ORIGINS: '*' }, { corsOrigins: '*' }],
    ['proxies', { TRUST_PROXY: '10.0.0.0/8' }, { trustProxy: '10.0.0.0/8' }],
    ['a module that brings users along', { MODULES: 'todos' }, { modules: ['users', 'todos'] }],
    ['users alone', { MODULES: 'users' }, { modules: ['users'] }],
    ['no rate limits', { RATE_LIMITS: 'off' }, { rateLimits: false }],
    ['keys for all', { REQUIRE_APPLICATION_KEY: 'true' }, { requireApplicationKey: true }],
    ['another header', { ACCESS_TOKEN_HEADER: 'x-access-token' }, { accessTokenHeader: 'x-access-token' }],
    ['an algorithm of tokens', { TOKEN_ALGORITHM: 'HS256' }, { tokenAlgorithm: 'HS256' }],
    ['a closed sign-up', { SIGN_UP: 'closed' }, { signUp: 'closed' }],
    ['a sign-up by invitation', { SIGN_UP: 'invitation', CAPTCHA: 'turnstile' }, { signUp: 'invitation' }],
    [
      'a sign-up by captcha, of its own in development',
      { SIGN_UP: 'captcha' },
      { signUp: { provider: 'local', siteKey: 'local', secret: 'solved' } },
    ],
    [
      'a sign-up by the captcha of a provider',
      { SIGN_UP: 'captcha', CAPTCHA: 'hcaptcha', CAPTCHA_SITE_KEY: 'k', CAPTCHA_SECRET: 's' },
      { signUp: { provider: 'hcaptcha', siteKey: 'k', secret: 's' } },
    ],
    [
      'a mail server',
      { MAIL_URL: 'smtps://mail.example.com', MAIL_FROM: 'Example <no-reply@example.com>' },
      { mail: { url: 'smtps://mail.example.com', from: 'Example <no-reply@example.com>' } },
    ],
    ['production', { NODE_ENV: 'production', SECRET: secret }, { production: true, secret }],
    ['empty text as nothing', { PORT: ' ', HOST: '' }, { port: 3000, host: '127.0.0.1' }],
  ]
  for (const [title, environment, expected] of read) {
    test(`takes ${title}`, () => {
      const configuration: Readonly<Record<string, unknown>> = { ...readConfiguration(environment) }
      const found = Object.fromEntries(Object.keys(expected).map((name) => [name, configuration[name]]))
      assert.deepEqual(found, expected)
    })
  }

  const refused: [name: string, value: string][] = [
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['WORKERS', '0'],
    ['WORKERS', 'many'],
    ['PUBLIC_URL', 'api.example'],
    ['PUBLIC_URL', 'ftp://api.example'],
    ['DATABASE_URL', 'oracle://db'],
    ['DATABASE_URL', 'postgres://db:port/x'],
    ['DATABASE_REPLICA_URLS', 'postgres://replica/x'],
    ['REDIS_URL', 'redis.example:6379'],
    ['REDIS_URL', 'redis://redis.example/zero'],
    ['SECRET', 'short'],
    ['SIGN_UP', 'maybe'],
    ['CAPTCHA', 'mine'],
    ['LOG_LEVEL', 'loud'],
    ['RATE_LIMITS', 'maybe'],
    ['REQUIRE_APPLICATION_KEY', 'yes'],
    ['ACCESS_TOKEN_HEADER', 'a header'],
    ['TOKEN_ALGORITHM', 'none'],
    ['TOKEN_ALGORITHM', 'hs256'],
    ['MODULES', 'users,nothing'],
  ]
  for (const [name, value] of refused) {
    test(`refuses ${name}=${value}`, () => assert.deepEqual(faultsOf({ [name]: value }), [name]))
  }

  test('refuses replicas of what is not PostgreSQL', () => {
    const environment = { DATABASE_URL: 'mysql://db/x', DATABASE_REPLICA_URLS: 'postgres://one/x' }
    assert.deepEqual(faultsOf(environment), ['DATABASE_REPLICA_URLS'])
  })
  test('refuses a replica that is no server', () => {
    const environment = { DATABASE_URL: 'postgres://db/x', DATABASE_REPLICA_URLS: 'postgres://one/x,two' }
    assert.deepEqual(faultsOf(environment), ['DATABASE_REPLICA_URLS'])
  })

  test('refuses a captcha without its keys, and in production one of its own', () => {
    const captcha = { SIGN_UP: 'captcha', CAPTCHA: 'turnstile' }
    assert.deepEqual(faultsOf(captcha), ['CAPTCHA_SITE_KEY', 'CAPTCHA_SECRET'])
    assert.deepEqual(faultsOf({ SIGN_UP: 'captcha', NODE_ENV: 'production', SECRET: secret }), ['CAPTCHA'])
  })

  test('refuses half of a mail server, and in production one whose mails lead nowhere', () => {
    const mail = { MAIL_URL: 'smtp://mail.example.com', MAIL_FROM: 'no-reply@example.com' }
    assert.deepEqual(faultsOf({ MAIL_URL: mail.MAIL_URL }), ['MAIL_FROM'])
    assert.deepEqual(faultsOf({ MAIL_FROM: mail.MAIL_FROM }), ['MAIL_URL'])
    assert.deepEqual(faultsOf({ MAIL_URL: 'https://x', MAIL_FROM: 'x' }), ['MAIL_URL', 'MAIL_FROM'])
    assert.deepEqual(faultsOf({ ...mail, NODE_ENV: 'production', SECRET: secret }), ['PUBLIC_URL'])
    const production = { ...mail, NODE_ENV: 'production', SECRET: secret, PUBLIC_URL: 'https://api.example' }
    assert.deepEqual(faultsOf(production), [])
  })

  test('takes secrets from files, and says which it cannot', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ninety-secret-')), 'secret')
    writeFileSync(file, `${secret}\n`)
    assert.equal(readConfiguration({ SECRET_FILE: file }).secret, secret)
    assert.deepEqual(faultsOf({ SECRET_FILE: `${file}-missing` }), ['SECRET_FILE'])
    assert.deepEqual(faultsOf({ SECRET_FILE: file, SECRET: secret }), ['SECRET_FILE'])
    rmSync(dirname(file), { recursive: true })
  })

  test('names every fault at once', () => {
    assert.deepEqual(faultsOf({ PORT: 'x', SIGN_UP: 'x', MODULES: 'x', NODE_ENV: 'production' }), [
      'PORT',
      'SECRET',
      'SIGN_UP',
      'MODULES',
    ])
  })
})
