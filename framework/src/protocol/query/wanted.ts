import { isNever } from '../../declaration/condition/condition.ts'
import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import { toNameHint } from '../../kernel/values/nearest-name.ts'
import { budget } from './budget.ts'
import { readWantedRows, refuseOptions, type ExpandOptions, type WantedRows } from './expand-options.ts'
import type { FilterReader } from './filter.ts'
import { membersOf } from './members.ts'
import type { QueryFaults } from './query-faults.ts'
import { toRelationVisibility, toVisibility, type Caller } from './visibility.ts'

/** What a client wants to see of a row. */
export interface Wanted {
  /** Exactly these properties; undefined: all that the caller may see. */
  readonly fields: ReadonlySet<string> | undefined
  readonly relations: ReadonlyMap<string, Wanted>
  /** Of embedded rows: which of them. */
  readonly rows?: WantedRows
}

/** All that the caller may see of a row, and no related rows. */
export const everything: Wanted = Object.freeze({ fields: undefined, relations: new Map<string, Wanted>() })

/** A row while the parameters are read. */
interface Draft extends Wanted {
  readonly model: Model
  readonly relations: Map<string, Draft>
  /** How the rows were come to; undefined at the beginning. */
  readonly via: ModelRelation | undefined
  fields: Set<string> | undefined
  rows?: WantedRows
}

/** The parameters that choose what is shown, as sent. */
export interface ShownParameters {
  readonly fields?: string
  readonly expand?: string
}

/** What reads the parts of these parameters. */
export interface WantedTools {
  readonly caller: Caller
  readonly faults: QueryFaults
  readonly filters: FilterReader
  readonly expanding: ExpandOptions
}

/** Reads `fields` and `expand`. A dotted field implies the expansion of its relations, with exactly these fields. */
export function parseWanted(model: Model, { fields, expand }: ShownParameters, tools: WantedTools): Wanted {
  if (fields === undefined && expand === undefined && tools.expanding.isEmpty) return everything
  return new WantedReader(model, tools).read(fields, expand)
}

class WantedReader {
  readonly #caller: Caller
  readonly #faults: QueryFaults
  readonly #tools: WantedTools
  readonly #root: Draft
  #paths = 0

  constructor(model: Model, tools: WantedTools) {
    this.#caller = tools.caller
    this.#faults = tools.faults
    this.#tools = tools
    this.#root = { model, relations: new Map(), via: undefined, fields: undefined }
  }

  read(fields: string | undefined, expand: string | undefined): Wanted {
    for (const path of expand?.split(',') ?? []) this.#follow('expand', path, path.split('.'))
    if (fields !== undefined) this.#root.fields = new Set()
    for (const path of fields?.split(',') ?? []) this.#readField(path)
    this.#readOptions()
    return this.#root
  }

  #readOptions(): void {
    for (const [path, texts] of this.#tools.expanding.paths) {
      const draft = path
        .split('.')
        .reduce<Draft | undefined>((inner, step) => inner?.relations.get(step), this.#root)
      if (draft?.via === undefined)
        refuseOptions(path, texts, this.#faults, `is for ${show(path)}, which is not embedded`)
      else if (draft.via.kind === 'one')
        refuseOptions(path, texts, this.#faults, `is for ${show(path)}, which is one row`)
      else draft.rows = readWantedRows(path, draft.via, texts, this.#tools)
    }
  }

  #readField(path: string): void {
    const steps = path.split('.')
    const name = steps.pop() ?? ''
    const draft = steps.length === 0 ? this.#root : this.#follow('fields', path, steps)
    if (draft === undefined) return
    const definition = membersOf(draft.model).get(name)?.definition
    if (definition === undefined || isNever(toVisibility(definition, this.#caller))) {
      const shown = [...membersOf(draft.model)].filter(
        ([, member]) => !isNever(toVisibility(member.definition, this.#caller)),
      )
      const hint = toNameHint(
        name,
        shown.map(([each]) => each),
      )
      this.#faults.add('fields', 'unknown_field', `names ${show(path)}, which is no property${hint}`)
    } else {
      ;(draft.fields ??= new Set()).add(name)
    }
  }

  /** The row at the end of a path of relations, made where it is not there yet. */
  #follow(parameter: 'expand' | 'fields', path: string, steps: readonly string[]): Draft | undefined {
    if (!this.#admit(parameter, path, steps)) return undefined
    let draft = this.#root
    for (const step of steps) {
      const relation = this.#findRelation(draft.model, step)
      if (relation === undefined) {
        const known = [...draft.model.expand].filter((each) => this.#findRelation(draft.model, each))
        this.#faults.add(
          parameter,
          'unknown_relation',
          `names ${show(path)}, which cannot be embedded${toNameHint(step, known)}`,
        )
        return undefined
      }
      draft = enter(draft, relation, parameter)
    }
    return draft
  }

  #findRelation(model: Model, name: string): ModelRelation | undefined {
    const relation = model.expand.has(name) ? model.relations.get(name) : undefined
    return relation && !isNever(toRelationVisibility(model, relation, this.#caller)) ? relation : undefined
  }

  #admit(parameter: 'expand' | 'fields', path: string, steps: readonly string[]): boolean {
    this.#paths += 1
    if (this.#paths === budget.expandPaths + 1) {
      this.#faults.add(parameter, 'too_many_values', `embeds more than ${budget.expandPaths} paths`)
    }
    if (this.#paths > budget.expandPaths) return false
    if (steps.length <= budget.expandDepth) return true
    const deepest = `which is deeper than ${budget.expandDepth} relations`
    this.#faults.add(parameter, 'too_deep', `names ${show(path)}, ${deepest}`)
    return false
  }
}

function enter(draft: Draft, relation: ModelRelation, parameter: 'expand' | 'fields'): Draft {
  const { name, target } = relation
  const known = draft.relations.get(name)
  if (known !== undefined) return known
  // On the way to a field nothing else of the row is wanted; `expand` is read first.
  const fields = parameter === 'fields' ? new Set<string>() : undefined
  const entered: Draft = { model: target, relations: new Map(), via: relation, fields }
  draft.relations.set(name, entered)
  return entered
}

const show = (path: string): string => JSON.stringify(path.slice(0, 100))
