// Content-Disposition of files served and sent (RFC 6266), their names beyond ASCII as RFC 8187 says.

// Types that run no code wherever they are shown; all else is downloaded.
const shown =
  /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/(?:mpeg|ogg|wav|mp4|webm)|video\/(?:mp4|ogg|webm))$/

/** How a browser shall take a file: shown where that is safe, else saved under its name. */
export function toContentDisposition(name: string, type: string): string {
  const ascii = name.replaceAll(/[^ !#$&-[\]-~]/gu, '_')
  const plain = `${shown.test(type) ? 'inline' : 'attachment'}; filename="${ascii}"`
  return ascii === name ? plain : `${plain}; filename*=UTF-8''${toExtendedValue(name)}`
}

const toExtendedValue = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** The name of a file that a header says; undefined where it says none, or none that can be read. */
export function parseFileName(header: string | undefined): string | undefined {
  const extended = /;[ \t]*filename\*[ \t]*=[ \t]*utf-8'[^']*'([\w!#$&+\-.^`|~%]+)/i.exec(header ?? '')?.[1]
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended)
    } catch {
      return undefined
    }
  }
  const match = /;[ \t]*filename[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]+))/i.exec(header ?? '')
  return match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? match?.[2]
}

const longest = 255

/** A name without folders and control characters, in NFC; `otherwise` where nothing of it is left. */
export function toFileName(sent: string | undefined, otherwise: string): string {
  const base = (sent ?? '').split(/[/\\]/).at(-1)!.toWellFormed().normalize('NFC')
  const clean = base.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\ufffd]/gu, '').trim()
  if (/^\.*$/.test(clean)) return otherwise
  const letters = [...clean]
  if (letters.length <= longest) return clean
  // What a file is called may be cut; what it ends in tells what it is.
  const ending = /\.[^.]{1,10}$/u.exec(clean)?.[0] ?? ''
  return letters.slice(0, longest - [...ending].length).join('') + ending
}
