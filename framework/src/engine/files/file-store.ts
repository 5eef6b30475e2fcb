import type { ByteRange } from '../../protocol/files/byte-range.ts'

/** Bytes that have been kept. */
export interface KeptBytes {
  /** Names them: made by the store, not to be guessed. */
  readonly key: string
  /** How many they are. */
  readonly bytes: number
  /** Their SHA-256, in hexadecimal digits. */
  readonly digest: string
}

/** Bytes found when the store is looked through. */
export interface FoundBytes {
  readonly key: string
  /** Whose they are, as it was said when they were written. */
  readonly owner: string
  /** For how long they have been there, in milliseconds. */
  readonly age: number
}

/** Where the bytes of files are kept: the port that a folder, or a bucket somewhere else, implements. */
export interface FileStore {
  /**
   * Keeps bytes as they come; resolves once they are durable. Where they break off, nothing is kept.
   * @param owner whose they are: a table and a column, such as `pictures.photo`
   */
  write(bytes: AsyncIterable<Uint8Array>, owner: string): Promise<KeptBytes>
  /** The bytes, or some of them; undefined where there are none of that key. */
  read(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Removes bytes; those that are not there are no fault. */
  remove(key: string): Promise<void>
  /** Everything there is, what was never finished included. */
  list(): AsyncIterable<FoundBytes>
}
