// The first bytes of the file types browsers show (WHATWG MIME Sniffing Standard section 6), to find what only pretends.

const text = (letters: string): readonly number[] => [...Buffer.from(letters, 'latin1')]

/** Bytes and where they stand. */
type Signature = readonly (readonly [offset: number, bytes: readonly number[]])[]

const signatures: Readonly<Record<string, readonly Signature[]>> = {
  'image/png': [[[0, text('\x89PNG\r\n\x1a\n')]]],
  'image/jpeg': [[[0, [0xff, 0xd8, 0xff]]]],
  'image/gif': [[[0, text('GIF87a')]], [[0, text('GIF89a')]]],
  'image/webp': [
    [
      [0, text('RIFF')],
      [8, text('WEBP')],
    ],
  ],
  'image/avif': [[[4, text('ftypavif')]], [[4, text('ftypavis')]]],
  'image/bmp': [[[0, text('BM')]]],
  'application/pdf': [[[0, text('%PDF-')]]],
}

/** How many bytes are needed to tell. */
export const signatureLength = 16

/**
 * Whether a file may be of the type it is said to be; types whose beginning is not known may be anything.
 * @param head the first bytes, fewer only where the file has no more
 */
export function fitsType(head: Uint8Array, type: string): boolean {
  const known = Object.hasOwn(signatures, type) ? signatures[type] : undefined
  return known === undefined || known.some((signature) => signature.every((part) => stands(head, part)))
}

const stands = (head: Uint8Array, [offset, bytes]: Signature[number]): boolean =>
  bytes.every((byte, index) => head[offset + index] === byte)
