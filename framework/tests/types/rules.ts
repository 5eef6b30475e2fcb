// Rules look at fields: a resource without them refuses the rule.
import {
  allOf,
  anyOf,
  anyone,
  field,
  fieldEquals,
  hasRole,
  hasScope,
  isFresh,
  isOwner,
  isSelf,
  isService,
  nobody,
  not,
  resource,
  signedIn,
} from '../../src/index.ts'

const fields = {
  task: field.text(),
  state: field.choice('open', 'done').default('open'),
  isDone: field.boolean(),
  count: field.integer().optional(),
  ownerId: field.owner('users'),
  teamId: field.reference('teams').optional(),
}

resource('plain', { fields, access: anyone() })
resource('owned', { fields, access: anyOf(isOwner('ownerId'), isOwner('teamId')) })
resource('equal', { fields, access: allOf(fieldEquals('state', 'open'), fieldEquals('isDone', false)) })
resource('number', { fields, access: fieldEquals('count', 3) })
resource('nested', {
  fields,
  access: anyOf(hasRole('admin'), allOf(signedIn(), not(isOwner('ownerId')), not(fieldEquals('task', 'x')))),
})
resource('each', {
  fields,
  access: {
    list: hasRole('admin'),
    read: anyOf(isSelf(), isService()),
    create: hasScope('todos:write'),
    update: isFresh({ within: '5m' }),
    delete: nobody(),
  },
})

// @ts-expect-error A text names nobody.
resource('a', { fields, access: isOwner('task') })
// @ts-expect-error There is no such field.
resource('a', { fields, access: isOwner('authorId') })
// @ts-expect-error The field has other words.
resource('a', { fields, access: fieldEquals('state', 'opened') })
// @ts-expect-error A truth value is not text.
resource('a', { fields, access: fieldEquals('isDone', 'yes') })
// @ts-expect-error There is no such field.
resource('a', { fields, access: fieldEquals('status', 'open') })
// @ts-expect-error One rule that does not fit spoils `anyOf`.
resource('a', { fields, access: anyOf(hasRole('admin'), isOwner('task')) })
// @ts-expect-error One rule that does not fit spoils `allOf`, however deep it lies.
resource('a', { fields, access: allOf(signedIn(), anyOf(isOwner('ownerId'), not(isOwner('task')))) })
// @ts-expect-error `not` needs what the rule inside it needs.
resource('a', { fields, access: not(fieldEquals('state', 'opened')) })
// @ts-expect-error Each verb's rule must fit.
resource('a', { fields, access: { read: anyone(), update: isOwner('task') } })
// @ts-expect-error There is no such verb.
resource('a', { fields, access: { reed: anyone() } })
// @ts-expect-error The rule of a summary must fit as well.
resource('a', { fields, summary: { fields: ['id'], access: isOwner('task') } })
// @ts-expect-error A rule is made by a function, so that it can be listed.
resource('a', { fields, access: 'anyone' })
// @ts-expect-error A length of time has a unit.
isFresh({ within: '5' })
// @ts-expect-error A rule compares with one value.
fieldEquals('state', ['open'])
