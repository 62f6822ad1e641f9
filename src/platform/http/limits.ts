/** Deeper than any form of ours by far; what goes deeper wants to hurt a parser. */
const depthMax = 12
const partsMax = 50_000

// PostgreSQL keeps no NUL in a text, and half a character is no character.
const unkeepable = /\0|\p{Surrogate}/u

const isText = (text: string): boolean => !unkeepable.test(text)

/** Whether what was sent is shallow and small enough to look at, and holds only texts that can be kept. */
export const isWithinBounds = (input: unknown): boolean => {
  let parts = 0
  let level: unknown[] = [input]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthMax) return false
    const below: unknown[] = []
    for (const value of level) {
      parts += 1
      if (typeof value === 'string' && !isText(value)) return false
      if (typeof value !== 'object' || value === null) continue
      for (const [key, inner] of Object.entries(value)) {
        if (!isText(key)) return false
        below.push(inner)
      }
    }
    if (parts + below.length > partsMax) return false
    level = below
  }
  return true
}

// The parser of uploads throws plain errors for what was cut off or has no boundary.
const brokenUpload =
  /unexpected end of multipart data|Boundary not found|needle cannot|Malformed part header|Unexpected end of form/i

/** Whether an error only says that an upload was cut off or is none. */
export const isBrokenUpload = (error: Error): boolean => brokenUpload.test(error.message)
