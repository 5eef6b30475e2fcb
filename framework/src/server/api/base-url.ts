/**
 * What the addresses of an API begin with, as clients write them: its public URL, which has the path it is mounted under in it
 * already, or that path alone.
 */
export const toBaseUrl = (publicUrl: string | undefined, root: string): string =>
  publicUrl?.replace(/\/$/, '') ?? root

/** The path of a public URL, which every address of a server then begins with; empty where there is none. */
export const toBasePath = (publicUrl: string | undefined): string =>
  publicUrl === undefined ? '' : (URL.parse(publicUrl)?.pathname ?? '').replace(/\/+$/, '')
