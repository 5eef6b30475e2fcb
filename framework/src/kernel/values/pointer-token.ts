// Tokens of a JSON Pointer (RFC 6901 section 3).

/** A member's name as a token of a pointer. */
export const toPointerToken = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** The name that a token stands for. */
export const fromPointerToken = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')
