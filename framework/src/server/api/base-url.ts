/**
 * What the addresses of an API begin with, as clients write them: its public URL, which has the path it is mounted under in it
 * already, or that path alone.
 */
export const toBaseUrl = (publicUrl: string | undefined, root: string): string =>
  publicUrl?.replace(/\/$/, '') ?? root
