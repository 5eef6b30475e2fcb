import type { Model, Property } from '../../src/declaration/resource/model.ts'
import type { Memory } from './memory.ts'
import { anythingOf, raw, textOf, toJson, toPlain, valueOf } from './odd-values.ts'
import type { Random } from './random.ts'

/** Asks for rows of a resource in all the ways it allows, and in some that it does not. */
export class Queries {
  readonly #random: Random
  readonly #memory: Memory

  constructor(random: Random, memory: Memory) {
    this.#random = random
    this.#memory = memory
  }

  /** What stands behind the question mark of a collection. */
  ofList(model: Model): string {
    const random = this.#random
    if (model.aggregate.size > 0 && random.chance(0.2)) return toQuery(this.#aggregate(model))
    return toQuery([...this.#rows(model), ...this.#page(), ...this.shown(model)])
  }

  /** What chooses the rows of a write of many. */
  ofMany(model: Model): string {
    const random = this.#random
    return toQuery([
      ...(random.chance(0.9) ? [this.#filter(model)] : []),
      ...(random.chance(0.3) ? [['where', toJson(this.whereOf(model, 2))] as const] : []),
    ])
  }

  /** The parameters of whatever answers with rows. */
  shown(model: Model): (readonly [string, string])[] {
    const random = this.#random
    const expand = [...model.expand]
    const parameters: (readonly [string, string])[] = []
    if (expand.length > 0 && random.chance(0.25)) {
      const paths = random.some(random.chance(0.95) ? expand : [...expand, 'none'], 2)
      parameters.push(['expand', paths.join(',')])
      const relation = model.relations.get(paths[0]!)
      if (relation !== undefined && relation.kind !== 'one' && random.chance(0.5))
        parameters.push(...this.#embedded(paths[0]!, relation.target))
    }
    if (random.chance(0.12))
      parameters.push([
        'fields',
        random.some([...model.properties.keys(), ...(random.chance(0.05) ? ['none'] : [])], 4).join(','),
      ])
    return parameters
  }

  #embedded(path: string, target: Model): (readonly [string, string])[] {
    const random = this.#random
    return [
      ...(random.chance(0.5) ? [[`expand[${path}][limit]`, String(random.between(1, 4))] as const] : []),
      ...(random.chance(0.5) && target.sort.size > 0
        ? [[`expand[${path}][sort]`, this.#sort(target)] as const]
        : []),
      ...(random.chance(0.4) && target.filter.size > 0
        ? [[`expand[${path}][where]`, toJson(this.whereOf(target, 1))] as const]
        : []),
    ]
  }

  /** The body of a QUERY. */
  bodyOf(model: Model): Record<string, unknown> {
    const random = this.#random
    const sort = model.sort.size > 0 && random.chance(0.6) ? this.#sort(model).split(',') : undefined
    return {
      ...(random.chance(0.7) && { where: this.whereOf(model, 3) }),
      ...(model.search.length > 0 && random.chance(0.3) && { q: textOf(random), sort: ['-createdAt'] }),
      ...(sort !== undefined && { sort }),
      ...(random.chance(0.6) && { limit: random.between(1, 10) }),
      ...(random.chance(0.3) && { total: random.pick(['exact', 'estimated']) }),
      ...(model.expand.size > 0 && random.chance(0.2) && { expand: random.some([...model.expand], 2) }),
      ...(random.chance(0.03) && { [textOf(random)]: anythingOf(random) }),
    }
  }

  #rows(model: Model): (readonly [string, string])[] {
    const random = this.#random
    const parameters: (readonly [string, string])[] = []
    while (random.chance(0.4)) parameters.push(this.#filter(model))
    if (random.chance(0.2)) parameters.push(['where', toJson(this.whereOf(model, 3))])
    if (model.search.length > 0 && random.chance(0.3)) {
      parameters.push([
        'q',
        random.chance(0.7) ? textOf(random) : `${textOf(random)} "${textOf(random)} ${textOf(random)}"`,
      ])
    }
    const isRanked = parameters.some(([name]) => name === 'q')
    if (model.sort.size > 0 && (isRanked || random.chance(0.6))) parameters.push(['sort', this.#sort(model)])
    return parameters
  }

  #page(): (readonly [string, string])[] {
    const random = this.#random
    return [
      ...(random.chance(0.5)
        ? [
            [
              'limit',
              random.chance(0.95) ? random.pick(['1', '2', '3', '5']) : random.pick(['30', '0', '31', 'x']),
            ] as const,
          ]
        : []),
      ...(random.chance(0.1) ? [['page', random.pick(['1', '2', '3', '0', '99', '-1'])] as const] : []),
      ...(random.chance(0.05)
        ? [['offset', random.pick(['0', '1', '5', '9999999', '10000001', 'x'])] as const]
        : []),
      ...(random.chance(0.25)
        ? [['total', random.chance(0.97) ? random.pick(['exact', 'estimated']) : 'none'] as const]
        : []),
      ...(random.chance(0.02) ? [[random.pick(['after', 'before']), textOf(random)] as const] : []),
      ...(random.chance(0.02) ? [[textOf(random), textOf(random)] as const] : []),
    ]
  }

  #sort(model: Model): string {
    const names = this.#random.some([...model.sort], 3)
    return names.map((name) => (this.#random.chance(0.5) ? `-${name}` : name)).join(',')
  }

  #aggregate(model: Model): (readonly [string, string])[] {
    const random = this.#random
    const groups = [...model.groupBy]
    return [
      ['aggregate', random.some([...model.aggregate], 5).join(',')],
      ...(groups.length > 0 && random.chance(0.7)
        ? [['groupBy', random.some(groups, 2).join(',')] as const]
        : []),
      ...(random.chance(0.3) ? [this.#filter(model)] : []),
      ...(random.chance(0.2) ? [['limit', random.pick(['1', '2', '10'])] as const] : []),
      ...(random.chance(0.1) ? [['page', random.pick(['1', '2'])] as const] : []),
      ...(model.search.length > 0 && random.chance(0.1) ? [['q', textOf(random)] as const] : []),
    ]
  }

  #filter(model: Model): readonly [string, string] {
    const random = this.#random
    const name = this.#filterOf(model)
    const property = findProperty(model, name)
    const operator = this.#operatorOf(property)
    const text = () => {
      const isOdd = property === undefined || random.chance(0.05)
      return toPlain(isOdd ? anythingOf(random) : this.#valueOf(property))
    }
    if (operator === 'null') return [`${name}[null]`, random.pick(['true', 'false', 'x'])]
    if (operator === 'between') return [`${name}[between]`, `${text()},${text()}`]
    if (operator === 'in' || operator === 'nin')
      return [`${name}[${operator}]`, Array.from({ length: random.between(1, 3) }, text).join(',')]
    return [operator === 'eq' && random.chance(0.7) ? name : `${name}[${operator}]`, text()]
  }

  #filterOf(model: Model): string {
    return this.#random.chance(0.97) && model.filter.size > 0 ? this.#random.pick([...model.filter]) : 'none'
  }

  #operatorOf(property: Property | undefined): string {
    const random = this.#random
    return property !== undefined && property.kind.operators.length > 0 && random.chance(0.96)
      ? random.pick(property.kind.operators)
      : random.pick(['eq', 'lt', 'contains', 'in', 'null', 'none'])
  }

  #valueOf({ definition, name }: Property): unknown {
    const random = this.#random
    if (name === 'createdAt' || name === 'updatedAt') return '2030-01-01T12:00:05.000Z'
    return valueOf(random, definition, (target) => this.#memory.idOf(random, target))
  }

  /** A condition as JSON. */
  whereOf(model: Model, depth: number): unknown {
    const random = this.#random
    const kind =
      depth === 0
        ? 'field'
        : random.weighted([
            [6, 'field'],
            [1, 'and'],
            [1, 'or'],
            [1, 'not'],
            [1, 'relation'],
          ] as const)
    if (kind === 'and' || kind === 'or')
      return { [kind]: Array.from({ length: random.between(1, 3) }, () => this.whereOf(model, depth - 1)) }
    if (kind === 'not') return { not: this.whereOf(model, depth - 1) }
    if (kind === 'relation') return this.#relationOf(model, depth)
    const name = this.#filterOf(model)
    const property = findProperty(model, name)
    if (property === undefined || random.chance(0.02)) return { [name]: anythingOf(random) }
    if (random.chance(0.3)) return { [name]: random.chance(0.1) ? null : this.#valueOf(property) }
    const operator = this.#operatorOf(property)
    const value = () => (random.chance(0.03) ? anythingOf(random) : this.#valueOf(property))
    const operand =
      operator === 'null'
        ? random.chance(0.5)
        : operator === 'between'
          ? [value(), value()]
          : operator === 'in' || operator === 'nin'
            ? [value(), value()]
            : value()
    return { [name]: { [operator]: operand } }
  }

  #relationOf(model: Model, depth: number): unknown {
    const random = this.#random
    const names = [...model.filter].filter((each) => each.includes('.')).map((each) => each.split('.')[0]!)
    if (names.length === 0) return this.whereOf(model, depth - 1)
    const name = random.pick(names)
    const inner = [...model.filter]
      .filter((each) => each.startsWith(`${name}.`))
      .map((each) => each.slice(name.length + 1))
    const target = model.relations.get(name)!.target
    const condition = random.chance(0.2)
      ? {}
      : { [random.pick(inner)]: this.#related(target, random.pick(inner)) }
    return { [name]: { [random.pick(['any', 'none'])]: condition } }
  }

  #related(target: Model, name: string): unknown {
    const property = findProperty(target, name)
    return property === undefined ? raw('null') : this.#valueOf(property)
  }
}

/** A property by the name of a filter, which may lead through a relation. */
function findProperty(model: Model, name: string): Property | undefined {
  const [first = '', second] = name.split('.')
  return second === undefined
    ? model.properties.get(first)
    : model.relations.get(first)?.target.properties.get(second)
}

export const toQuery = (parameters: readonly (readonly [string, string])[]): string =>
  parameters.length === 0
    ? ''
    : `?${parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`

// Half a character has no form in a URL.
const encode = (text: string): string => encodeURIComponent(text.toWellFormed())
