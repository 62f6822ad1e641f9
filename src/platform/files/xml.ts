/** The little of XML that a workbook needs: tags with attributes, and texts with entities. */

const forms = new Map<string, RegExp>()
const formOf = (name: string): RegExp => {
  const known = forms.get(name)
  if (known) return known
  const made = new RegExp(`\\s(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
  forms.set(name, made)
  return made
}

/** An attribute's raw text by its short name, or null. */
export const attribute = (tag: string, name: string): string | null => {
  const found = formOf(name).exec(tag)
  return found ? (found[1] ?? found[2] ?? null) : null
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export const decodeXml = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
        (whole, hex?: string, decimal?: string, name?: string) => {
          if (name) return entities[name] ?? whole
          const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
          return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
        },
      )
    : text

/** A text as it may stand between tags; signs that XML cannot hold are left out. */
export const encodeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string)

const rootForm = /<(\w+):(?:worksheet|workbook|sst|styleSheet|Relationships)[\s>]/

/** Some programs write <x:row> for <row>: which prefix that is, with its colon; '' for none. */
export const prefixOf = (text: string): string => {
  const root = rootForm.exec(text)?.[1]
  return root ? `${root}:` : ''
}

/** The text with short names only, without comments, and with CDATA as plain text. */
export const plainXml = (text: string): string => {
  const prefix = prefixOf(text)
  const short = prefix === '' ? text : text.replace(new RegExp(`(</?)${prefix}`, 'g'), '$1')
  if (!short.includes('<!')) return short
  return short
    .split('<!--')
    .map((part, index) =>
      index === 0 ? part : part.includes('-->') ? part.slice(part.indexOf('-->') + 3) : '',
    )
    .join('')
    .split('<![CDATA[')
    .map((part, index) => {
      const end = index === 0 ? -1 : part.indexOf(']]>')
      return end < 0 ? part : encodeXml(part.slice(0, end)) + part.slice(end + 3)
    })
    .join('')
}

/** A -> 1, AB -> 28. */
export const columnNumber = (letters: string): number => {
  let sum = 0
  for (let index = 0; index < letters.length; index += 1) sum = sum * 26 + letters.charCodeAt(index) - 64
  return sum
}

/** 1 -> A, 28 -> AB. */
export const columnLetters = (column: number): string =>
  column > 26
    ? columnLetters(Math.floor((column - 1) / 26)) + columnLetters(((column - 1) % 26) + 1)
    : String.fromCharCode(64 + column)
