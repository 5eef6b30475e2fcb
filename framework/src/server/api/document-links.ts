// Links to what describes an API (RFC 8631, RFC 9727).
import type { Mounting } from './mount.ts'

/** A document about the API. */
export interface DocumentLink {
  /** As the root document calls it. */
  readonly name: string
  /** The relation type that says so. */
  readonly relation: 'service-desc' | 'service-doc' | 'status' | 'api-catalog'
  readonly url: string
  readonly mediaType: string
}

/** Everything an API says about itself, below the path it is reached under. */
export function documentLinksOf({ docs }: Mounting['options'], root: string): readonly DocumentLink[] {
  const page: DocumentLink = {
    name: 'docs',
    relation: 'service-doc',
    url: `${root}/docs`,
    mediaType: 'text/html',
  }
  return [
    {
      name: 'openapi',
      relation: 'service-desc',
      url: `${root}/openapi.json`,
      mediaType: 'application/json',
    },
    ...(docs === false ? [] : [page]),
    { name: 'health', relation: 'status', url: `${root}/readyz`, mediaType: 'application/json' },
    {
      name: 'catalog',
      relation: 'api-catalog',
      url: `${root}/.well-known/api-catalog`,
      mediaType: 'application/linkset+json',
    },
  ]
}

/** The same as a Link header (RFC 8288). */
export const toLinkHeader = (links: readonly DocumentLink[]): string =>
  links.map(({ url, relation }) => `<${url}>; rel="${relation}"`).join(', ')
