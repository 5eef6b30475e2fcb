import {
  anyOf,
  defineProblem,
  field,
  hasRole,
  isSelf,
  rateLimit,
  resource,
  signedIn,
  Forbidden,
  ValidationFailed,
} from 'ninety'
import { demandOtherLeaders } from './teams.ts'

export const LastAdmin = defineProblem('LAST_ADMIN', 409, 'An API needs an active administrator')

const selfOrAdmin = anyOf(isSelf(), hasRole('admin'))
const name = () => field.text().min(1).max(80).optional()

/**
 * The accounts. What changes a password or an address needs the caller's own password once more.
 * @param hasTeams whether users may lead teams, which keep a leader
 */
export const users = (hasTeams: boolean) =>
  resource('users', {
    description: 'The accounts of people.',
    fields: {
      username: field
        .text()
        .min(3)
        .max(80)
        .pattern(/^[A-Za-z0-9._-]+$/)
        .ignoreCase()
        .unique()
        .example('grace'),
      email: field.email().unique().example('grace@example.com'),
      emailVerified: field
        .boolean()
        .default(false)
        .readOnly()
        .describe('Whether the address is known to be theirs.'),
      firstName: name(),
      middleName: name(),
      lastName: name(),
      isActive: field.boolean().default(true).writable(hasRole('admin')).indexed(),
      isAdmin: field.boolean().default(false).writable(hasRole('admin')).indexed(),
      password: field.secret().describe('10 to 1,024 characters.').example('correct horse battery'),
      currentPassword: field.text().max(1024).transient().describe("The caller's own password."),
    },
    access: {
      list: hasRole('admin'),
      read: selfOrAdmin,
      // Everybody else signs up.
      create: hasRole('admin'),
      update: selfOrAdmin,
      delete: selfOrAdmin,
    },
    summary: { fields: ['id', 'username'], access: signedIn() },
    filter: ['username', 'email', 'isActive', 'isAdmin', 'createdAt'],
    sort: ['createdAt', 'username', 'email'],
    search: ['firstName', 'middleName', 'lastName'],
    // Each of them costs a hash, and a change is a guess at the password as well.
    rateLimits: [
      rateLimit('sign-ups', { by: 'address', allow: '2000/1h', verbs: ['create'] }),
      rateLimit('account-changes', { by: 'principal', allow: '300/1h', verbs: ['replace', 'update'] }),
    ],
  })
    .check('update', async ({ row, values, rows, principal }) => {
      const isSensitive =
        values.password !== undefined || (values.email !== undefined && values.email !== row.email)
      if (!isSensitive) return
      const { currentPassword } = values
      if (currentPassword === undefined || currentPassword === null) throw missingPassword()
      const isRight = await rows.verifySecret(principal.id ?? undefined, 'password', currentPassword)
      if (!isRight) throw new Forbidden({ detail: 'The current password is not right.' })
    })
    .before('update', async ({ row, values, rows }) => {
      const isActiveAdmin = row.isActive && row.isAdmin
      const staysActiveAdmin = (values.isActive ?? row.isActive) && (values.isAdmin ?? row.isAdmin)
      if (isActiveAdmin && !staysActiveAdmin) await demandAnotherAdmin(rows)
    })
    .before('delete', async ({ row, rows, of }) => {
      if (row.isActive && row.isAdmin) await demandAnotherAdmin(rows)
      if (hasTeams) await demandOtherLeaders(of, row.id)
    })
    .action('promote', {
      summary: 'Makes the user an administrator',
      access: hasRole('admin'),
      run: ({ row, rows }) => (row.isAdmin ? row : rows.update(row, { isAdmin: true })),
    })
    .action('demote', {
      summary: 'Makes the user an ordinary one',
      access: hasRole('admin'),
      run: ({ row, rows }) => (row.isAdmin ? rows.update(row, { isAdmin: false }) : row),
    })

interface Admins {
  count(where: { readonly isActive: boolean; readonly isAdmin: boolean }): Promise<number>
}

async function demandAnotherAdmin(rows: Admins): Promise<void> {
  const admins = await rows.count({ isActive: true, isAdmin: true })
  if (admins < 2) throw new LastAdmin({ detail: 'This is the last active administrator.' })
}

function missingPassword(): Error {
  const fault = { pointer: '/currentPassword', code: 'required', detail: 'must be given to change this' }
  return new ValidationFailed({ errors: [fault] })
}
