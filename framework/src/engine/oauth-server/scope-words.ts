import { openidScopes } from './client-metadata.ts'

const known: Readonly<Record<string, string>> = {
  [openidScopes[0]]: 'Know who you are',
  [openidScopes[1]]: 'Know your name',
  'sessions:read': 'See where you are signed in',
  'sessions:write': 'Sign you out, here and elsewhere',
  'clients:read': 'See the applications you have registered',
  'clients:write': 'Register applications for you, and remove them',
  'applications:read': 'See application keys',
  'applications:write': 'Make application keys, and withdraw them',
}

/** What scopes allow, in words; those of resources are `<resource>:read` and `<resource>:write`. */
export function describeScopes(scopes: readonly string[]): readonly string[] {
  const asked = new Set(scopes)
  const lines = scopes.map((scope) => {
    const words = known[scope]
    if (words !== undefined) return words
    const [resource = '', verb] = scope.split(':')
    const things = toWords(resource)
    if (verb === 'write') return asked.has(`${resource}:read`) ? undefined : `Change your ${things}`
    if (verb !== 'read') return scope
    return asked.has(`${resource}:write`) ? `See and change your ${things}` : `See your ${things}`
  })
  return lines.filter((line) => line !== undefined)
}

/** `blogPosts` and `blog-posts` as `blog posts`. */
const toWords = (name: string): string =>
  name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, ' ')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase()
