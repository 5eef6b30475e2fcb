// Who may do what: rules on rows, on verbs and on single fields. The same rules narrow every list.
import { allOf, anyone, anyOf, createApi, field, fieldEquals, hasRole, isOwner, isSelf } from 'ninety'
import { resource, serve, signedIn } from 'ninety'
import { identity } from 'ninety/identity'
import { sqlite } from 'ninety/sqlite'

const users = resource('users', {
  fields: { username: field.text().min(3).max(80).unique(), password: field.secret() },
  access: { create: anyone(), read: isSelf() },
  summary: { fields: ['id', 'username'], access: anyone() }, // what an expansion shows of others
})

const isEditor = hasRole('editor')
const isDraft = fieldEquals('isPublished', false)

const articles = resource('articles', {
  fields: {
    title: field.text().min(1).max(200),
    body: field.text().multiline(),
    isPublished: field.boolean().default(false).indexed().writable(isEditor),
    remarks: field.text().optional().indexed().visible(isEditor).writable(isEditor),
    authorId: field.owner('users'),
  },
  access: {
    read: anyOf(fieldEquals('isPublished', true), isOwner('authorId'), isEditor),
    create: signedIn(),
    update: anyOf(allOf(isOwner('authorId'), isDraft), isEditor),
    delete: isEditor,
  },
  filter: ['isPublished', 'remarks'],
  expand: ['author'],
})

const api = createApi({
  title: 'Magazine',
  store: sqlite('magazine.db'),
  resources: [users, articles],
  identity: identity({
    users: {
      resource: users,
      login: ['username'],
      password: 'password',
      // Asked at each request, so that a role can be taken away at once. Most keep it in a field of the user.
      roles: ({ username }) => (username === 'eve' ? ['editor'] : []),
    },
  }),
})

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
