// Links and headings of a Markdown page.

const withoutCode = (page: string): string => page.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '``')

/** Where the links of a page lead, as written. */
export function findLinks(page: string): string[] {
  return [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
}

/** What links may name of a page: its headings, as GitHub makes anchors of them. */
export function toAnchors(page: string): string[] {
  const headings = [...page.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)]
  return headings.map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
