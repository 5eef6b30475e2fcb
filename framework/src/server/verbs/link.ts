import { linkFieldsOf } from '../../declaration/resource/link-fields.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import type { Work } from '../../engine/rows/work.ts'
import type { Found, Session } from '../../engine/store/store.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'
import { checkMatching, findLink, findLinked, toLinkSelection } from '../pipeline/linked.ts'
import { attempt } from './attempt.ts'

/** Joins two rows, or changes what their link holds. A link is a change of the near row: its version grows. */
export async function link(exchange: Exchange): Promise<void> {
  exchange.found = await tryLinks(exchange, join)
}

/** Parts two rows; nothing is done where they are not linked. */
export async function unlink(exchange: Exchange): Promise<void> {
  await tryLinks(exchange, part)
}

type Change = (exchange: Exchange, work: Work, session: Session) => Promise<Found | undefined>

function tryLinks(exchange: Exchange, change: Change): Promise<Found> {
  return attempt<Found>(
    exchange,
    (work, session) => change(exchange, work, session),
    async (work, session) => {
      await judgeAgain(exchange, session)
      return change(exchange, work, session)
    },
    undefined,
  )
}

async function join(exchange: Exchange, work: Work, session: Session): Promise<Found | undefined> {
  const { relation } = exchange.route.verb.link!
  const { through, near, far } = relation
  const known = await findLink(exchange, session)
  exchange.created = known === undefined
  const values = exchange.input as Readonly<Record<string, unknown>>
  if (known !== undefined && !differs(exchange, known, values)) return unchanged(exchange, known)
  const touched = await touch(exchange, work)
  if (touched === undefined) return undefined
  // The near row is the one that was judged; the other one may have changed, or gone.
  exchange.linked = await findLinked(exchange, session)
  checkMatching(exchange)
  const ends = { [near]: exchange.row!.id, [far]: exchange.linked!['id'] }
  const selection = toLinkSelection(relation)
  const row = known && { id: known.id, version: known.version, values: {} }
  exchange.link =
    row === undefined
      ? await work.create(through, { ...ends, ...values }, selection)
      : await work.update(through, row, values, selection)
  return touched
}

async function part(exchange: Exchange, work: Work, session: Session): Promise<Found | undefined> {
  const known = await findLink(exchange, session)
  if (known === undefined) return unchanged(exchange, undefined)
  const touched = await touch(exchange, work)
  const { id, version } = known
  if (touched !== undefined) await session.delete(exchange.route.verb.link!.relation.through, id, version)
  return touched
}

/** The near row as it was: a repeated request changes nothing. */
function unchanged(exchange: Exchange, known: Found | undefined): Found {
  const { id, version } = exchange.row!
  exchange.link = known
  return { id, version, json: '' }
}

function touch({ route, row }: Exchange, work: Work): Promise<Found | undefined> {
  return work.update(route.model, row!, {}, idAlone)
}

function differs({ route }: Exchange, known: Found, values: Readonly<Record<string, unknown>>): boolean {
  const kept = JSON.parse(known.json) as Readonly<Record<string, unknown>>
  return Object.keys(linkFieldsOf(route.verb.link!.relation)).some(
    (name) => JSON.stringify(kept[name]) !== JSON.stringify(values[name]),
  )
}
