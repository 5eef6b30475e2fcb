// The media types of files (RFC 9110 section 8.3.1).

/** The type of a file without its parameters, in lower case; undefined where it is none. */
export function parseFileType(contentType: string | undefined): string | undefined {
  const [type = ''] = (contentType ?? '').split(';')
  const essence = type.trim().toLowerCase()
  return /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/.test(essence) ? essence : undefined
}
