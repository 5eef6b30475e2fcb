// Each rule a request is judged by, on the row it is about, hidden or not.
import { always } from '../../declaration/condition/condition.ts'
import { explainRule, judgeWithoutRow, type Judge } from '../../declaration/policy/explain.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { toListRule } from '../../declaration/resource/verb.ts'
import { toCodeSelection, toStoredRow, type StoredRow } from '../../engine/rows/stored-row.ts'
import { readId } from '../pipeline/decode-id.ts'
import { Exchange } from '../pipeline/exchange.ts'
import { holdsForRow } from '../pipeline/related-verdict.ts'
import type { ExplainedRule } from './explanation.ts'

/** The rules of a request, in the order they are asked: of the rows above, of reads, of the verb. */
export async function explainRules(exchange: Exchange): Promise<readonly ExplainedRule[]> {
  const { route, principal, now } = exchange
  const { model, verb } = route
  const explained: ExplainedRule[] = []
  const explain = async (about: string, rule: RuleNode, found?: Sought) => {
    const judge = found?.row === undefined ? judgeWithoutRow : toJudge(exchange, found.model, found.row)
    explained.push({
      about,
      ...(found !== undefined && { isThere: found.row !== undefined }),
      explanation: await explainRule(rule, principal, now, judge),
    })
  }
  for (const above of route.above.toReversed()) {
    const parent = await seek(exchange, above.model, above.parameter)
    await explain(`read the row of ${parent.model.name} above`, parent.model.access.read, parent)
  }
  const row = verb.on === 'row' ? await seek(exchange, model, 'id') : toSought(exchange)
  if (row !== undefined) await explain(`read ${model.name}`, model.access.read, row)
  if (verb.link !== undefined) {
    const { relation, parameter } = verb.link
    const linked = await seek(exchange, relation.target, parameter)
    await explain(`read ${relation.target.name}`, relation.target.access.read, linked)
  }
  if (route.listable !== undefined) await explain(`list ${model.name}`, toListRule(model))
  if (verb.making !== undefined && row?.row === undefined) await explain(`create ${model.name}`, verb.making)
  if (row === undefined || verb.rule !== model.access.read)
    await explain(`${verb.action?.name ?? verb.verb} ${model.name}`, verb.rule, row)
  return explained
}

/** A row that an address names, hidden or not. */
interface Sought {
  readonly model: Model
  readonly row: StoredRow | undefined
}

/** The row that an address names otherwise than by its id, where it was found. */
const toSought = ({ route, row }: Exchange): Sought | undefined =>
  row === undefined ? undefined : { model: route.model, row }

async function seek(exchange: Exchange, model: Model, parameter: string): Promise<Sought> {
  const { session, principal, request } = exchange
  const text = request.parameters[parameter] ?? ''
  if (text === 'me' && principal.id === null) return { model, row: undefined }
  const id = readId(exchange, model, text)
  const found =
    id === undefined
      ? undefined
      : await session.find(model, { id, where: always, selection: toCodeSelection(model) })
  return { model, row: found && toStoredRow(model, found) }
}

/** Decides as `authorize` does, on this row. */
function toJudge({ request, route, session, now }: Exchange, model: Model, row: StoredRow): Judge {
  const judged = new Exchange(request, { ...route, model }, session, now)
  judged.row = row
  return (condition) => holdsForRow(judged, condition)
}
