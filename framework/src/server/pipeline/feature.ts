import type { Exchange } from './exchange.ts'
import type { Stage, StageName } from './stage.ts'

/** Code of your own around one stage of every request. */
export interface Feature {
  /** The stage it wraps. */
  readonly around: StageName
  /** Runs instead of the stage; `next` runs the stage itself, or the next feature around it. */
  run(exchange: Exchange, next: () => Promise<void>): Promise<void>
}

/** Defines code of your own around a stage: `defineFeature({ around: 'execute', async run(exchange, next) { … } })`. */
export function defineFeature(feature: Feature): Feature {
  return Object.freeze(feature)
}

/** A stage with the features around it; the one listed first is outermost. */
export function wrapStage(name: StageName, stage: Stage, features: readonly Feature[]): Stage {
  return features
    .filter(({ around }) => around === name)
    .reduceRight<Stage>(
      (inner, feature) => (exchange) => feature.run(exchange, async () => inner(exchange)),
      stage,
    )
}
