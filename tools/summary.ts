// A reporter that says nothing but how many tests passed, failed and were skipped, as JSON.
interface Summary {
  readonly type: string
  readonly data: { readonly file?: string; readonly counts?: Readonly<Record<string, number>> }
}

export default async function* summary(events: AsyncIterable<Summary>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    // Each file has one of its own, and all of them together one without a file.
    if (type === 'test:summary' && data.file === undefined) yield JSON.stringify(data.counts)
  }
}
