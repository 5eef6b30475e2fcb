// The code blocks of a Markdown page (CommonMark section 4.5, backticks only).

export interface CodeBlock {
  /** What stands behind the opening backticks, such as `ts`. */
  readonly language: string
  readonly text: string
  /** The line of the page where it begins, counted from 1. */
  readonly line: number
  /** The last sentence before it. */
  readonly title: string
}

export function findCodeBlocks(page: string): CodeBlock[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(({ 1: language = '', 2: text = '', index }) => {
    const before = page.slice(0, index)
    const paragraph =
      before
        .replace(/^```.*?^```$/gms, '')
        .trim()
        .split('\n\n')
        .at(-1) ?? ''
    const sentence =
      paragraph
        .replaceAll('\n', ' ')
        .split(/(?<=\.) /)
        .at(-1) ?? ''
    return { language, text, line: before.split('\n').length, title: sentence.replace(/[:.]$/, '') }
  })
}
