import {
  allOf,
  anyOf,
  field,
  fieldEquals,
  hasRole,
  isOwner,
  isService,
  not,
  resource,
  signedIn,
  type Principal,
} from 'ninety'

const isAdmin = hasRole('admin')
const isApproved = fieldEquals('approved', true)
const isAuthor = isOwner('authorId')
const isAuthorsStill = anyOf(allOf(isAuthor, not(isApproved)), isAdmin)

/** Links that people share: everybody sees them once an administrator has approved them. */
export const posts = resource('posts', {
  description: 'Links that people share, seen by others once they are approved.',
  fields: {
    title: field
      .text()
      .min(1)
      .max(300)
      .pattern(/.*\S.*/)
      .indexed()
      .example('A list of lists'),
    url: field.url().max(2048).describe('What is shared.').example('https://example.com/lists'),
    description: field.text().max(4096).multiline().optional(),
    authorId: field.owner('users', { onDelete: 'setNull' }).optional(),
    approved: field
      .boolean()
      .default(({ principal }) => approves(principal))
      .writable(isAdmin)
      .indexed()
      .describe('Whether everybody sees it; what administrators write is approved.'),
  },
  access: {
    read: allOf(signedIn(), anyOf(isApproved, isAuthor, isAdmin)),
    create: allOf(signedIn(), not(isService())),
    update: isAuthorsStill,
    delete: isAuthorsStill,
  },
  filter: ['title', 'approved', 'authorId', 'author.username', 'createdAt'],
  sort: ['createdAt', 'title'],
  search: ['title', 'description'],
  expand: ['author'],
})
  .before('update', ({ values, principal }) =>
    values.approved === undefined && approves(principal) ? { approved: true } : undefined,
  )
  .action('approve', {
    summary: 'Shows the post to everybody',
    access: isAdmin,
    run: ({ row, rows }) => (row.approved ? row : rows.update(row, { approved: true })),
  })

/** What an administrator makes or changes is approved by that. */
const approves = ({ roles }: Principal): boolean => roles.includes('admin')
