/** An instruction of a Dockerfile: `RUN npm ci` is RUN and `npm ci`. */
export interface Instruction {
  readonly name: string
  readonly text: string
}

/** The stages of a Dockerfile, each with its instructions; continued lines are one. */
export function parseDockerfile(text: string): readonly (readonly Instruction[])[] {
  const lines = text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const stages: Instruction[][] = []
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\w+) (.*)$/.exec(line) ?? []
    if (name === 'FROM') stages.push([])
    stages.at(-1)!.push({ name, text: rest })
  }
  return stages
}
