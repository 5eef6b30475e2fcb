import {
  allOf,
  anyOf,
  defineProblem,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isOwner,
  isService,
  not,
  related,
  resource,
  signedIn,
  ValidationFailed,
  type RowsOf,
} from 'ninety'
import type { users as declareUsers } from './users.ts'

export const LastLeader = defineProblem('LAST_LEADER', 409, 'A team needs a leader')

const isAdmin = hasRole('admin')
const isMember = related('members', isOwner('userId'))
const isLeader = related('members', allOf(isOwner('userId'), fieldEquals('isLeader', true)))
const leadsIt = anyOf(isLeader, isAdmin)
const leadsItsTeam = anyOf(related('team', isLeader), isAdmin)

/** Groups of people, known to their members alone; who makes one leads it. */
export const teams = resource('teams', {
  description: 'Groups of people, known to their members alone.',
  fields: {
    title: field
      .text()
      .min(3)
      .max(50)
      .pattern(/.*\S.*/)
      .indexed()
      .example('Night shift'),
    creatorId: field.owner('users', { onDelete: 'setNull' }).optional(),
  },
  access: {
    read: anyOf(isMember, isAdmin),
    create: allOf(signedIn(), not(isService())),
    update: leadsIt,
    delete: leadsIt,
  },
  unique: [['creatorId', 'title']],
  filter: ['title'],
  sort: ['title', 'createdAt'],
  relations: { members: hasMany('members', 'teamId') },
  expand: ['creator', 'members'],
}).after('create', async ({ row, of, principal }) => {
  // The demo data has leaders of its own.
  if (principal.id !== null)
    await of(members).create({ teamId: row.id, userId: principal.id, isLeader: true })
})

export const members = resource('members', {
  description: 'Who belongs to a team, and who leads it.',
  fields: {
    teamId: field.reference('teams', { onDelete: 'cascade' }),
    userId: field
      .reference('users', { onDelete: 'cascade' })
      .optional()
      .describe('Who it is; of a new member this or `username`.'),
    username: field.text().max(80).transient().describe('The username of a new member.').example('grace'),
    isLeader: field.boolean().default(false).indexed(),
  },
  parent: 'team',
  access: {
    read: anyOf(related('team', isMember), isAdmin),
    create: leadsItsTeam,
    update: leadsItsTeam,
    // Who does not want to belong to a team any more leaves it.
    delete: anyOf(isOwner('userId'), leadsItsTeam),
  },
  unique: [['teamId', 'userId']],
  filter: ['userId', 'isLeader'],
  sort: ['createdAt'],
  expand: ['user', 'team'],
})
  .before('create', async ({ values: { userId, username }, of }) => {
    if (username === undefined || username === null) {
      if (userId === undefined || userId === null)
        throw refuse('userId', 'required', 'or username must be given')
      return undefined
    }
    const [user] = await of(users).list({ where: { username }, limit: 1 })
    if (user === undefined) throw refuse('username', 'unknown_reference', 'names no user')
    if (userId !== undefined && userId !== null && userId !== user.id)
      throw refuse('username', 'contradiction', 'names another user than userId')
    return { userId: user.id }
  })
  .before('update', async ({ row, values, rows }) => {
    if (values.userId !== undefined && values.userId !== row.userId)
      throw refuse('userId', 'read_only', 'cannot be changed: a member is somebody')
    if (values.username !== undefined && values.username !== null)
      throw refuse('username', 'read_only', 'is for new members')
    if (row.isLeader && values.isLeader === false) await demandAnotherLeader(rows, row.teamId)
  })
  .before('delete', async ({ row, rows }) => {
    if (row.isLeader) await demandAnotherLeader(rows, row.teamId)
  })

// Only what it takes to find a user by name: the accounts themselves are declared elsewhere.
const users = { name: 'users' } as ReturnType<typeof declareUsers>

/** Before a user goes: their memberships end, and no team may be without a leader by that. */
export async function demandOtherLeaders(of: RowsOf, userId: string): Promise<void> {
  const rows = of(members)
  const led = await rows.list({ where: { userId, isLeader: true }, limit: 10_000 })
  for (const { teamId } of led) await demandAnotherLeader(rows, teamId)
}

interface Leaders {
  count(where: { readonly teamId: string; readonly isLeader: boolean }): Promise<number>
}

async function demandAnotherLeader(rows: Leaders, teamId: string): Promise<void> {
  const leaders = await rows.count({ teamId, isLeader: true })
  if (leaders < 2) throw new LastLeader({ detail: 'This is the last leader of the team.' })
}

function refuse(name: string, code: string, detail: string): Error {
  return new ValidationFailed({ errors: [{ pointer: `/${name}`, code, detail }] })
}
