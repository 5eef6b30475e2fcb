// Surrogate keys: what a shared cache is told to forget when a row changes (Surrogate-Key, Cache-Tag).
import type { Model } from '../../declaration/resource/model.ts'
import type { Selection } from '../../declaration/resource/query.ts'

type Id = string | number
type Row = Readonly<Record<string, unknown>>

// Two headers of this size fit into what HTTP clients take in of all headers together.
const mostCharacters = 5000

/** The keys of one answer. */
export class SurrogateKeys {
  readonly #keys = new Set<string>()

  /** A list: any row that comes, goes or changes may change it. */
  addCollection({ cachedAs }: Model): void {
    this.#keys.add(cachedAs)
  }

  addRow({ cachedAs }: Model, id: Id): void {
    this.#keys.add(`${cachedAs}/${id}`)
  }

  /**
   * The rows embedded in a row. Where one is not named, or not to be seen, the whole of its resource stands for it.
   * @param row as the store gave it
   */
  addEmbedded(row: Row, { expansions }: Selection): void {
    for (const { relation, selection } of expansions) {
      const related = row[relation.name]
      const rows = (Array.isArray(related) ? related : [related]) as (Row | null | undefined)[]
      if (relation.kind !== 'one') this.addCollection(relation.target)
      for (const each of rows) {
        const id = each?.['id'] as Id | undefined
        if (id === undefined) this.addCollection(relation.target)
        else this.addRow(relation.target, id)
        if (each !== null && each !== undefined) this.addEmbedded(each, selection)
      }
    }
  }

  /** As header values: too many rows are named by their resources alone. */
  toHeaders(): { 'surrogate-key': string; 'cache-tag': string } {
    const all = [...this.#keys]
    const length = all.reduce((sum, key) => sum + key.length + 1, 0)
    const keys = length <= mostCharacters ? all : [...new Set(all.map((key) => key.split('/', 1).join()))]
    return { 'surrogate-key': keys.join(' '), 'cache-tag': keys.join(',') }
  }
}
