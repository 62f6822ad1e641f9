import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { refused } from '../../kernel/result.ts'

const inflate = promisify(inflateRaw)
const deflate = promisify(deflateRaw)

export type ZipEntry = {
  readonly name: string
  readonly method: number
  readonly checksum: number
  readonly packedBytes: number
  readonly claimedBytes: number
  readonly offset: number
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const endLength = 22

const damaged = (detail: string): Error => refused('files.damaged', { detail })

const findEnd = (bytes: Buffer): number => {
  const earliest = Math.max(0, bytes.length - endLength - 0xffff)
  for (let at = bytes.length - endLength; at >= earliest; at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at
  }
  throw damaged('no directory')
}

/**
 * The directory of a zip archive; nothing is unpacked. Refuses `files.too_many_entries`, `files.encrypted`
 * and, for an archive that does not hold together (cut off, split, names twice), `files.damaged`.
 */
export const readZipDirectory = (bytes: Buffer, entriesMax: number): ReadonlyMap<string, ZipEntry> => {
  const end = findEnd(bytes)
  const count = bytes.readUInt16LE(end + 10)
  if (count > entriesMax) throw refused('files.too_many_entries', { found: count, limit: entriesMax })
  const entries = new Map<string, ZipEntry>()
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== entrySignature) throw damaged('directory')
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength).replace(/^\//, '')
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw refused('files.encrypted')
    // Two entries of one name: two programs would read two different files out of it.
    if (entries.has(name)) throw damaged('name twice')
    entries.set(name, {
      name,
      method: bytes.readUInt16LE(at + 10),
      checksum: bytes.readUInt32LE(at + 16),
      packedBytes: bytes.readUInt32LE(at + 20),
      claimedBytes: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * Unpacks one entry. What comes out is counted while it comes: past `bytesMax` it stops and refuses
 * `files.unpacks_too_large`, whatever size the archive claims.
 */
export const unpackEntry = async (bytes: Buffer, entry: ZipEntry, bytesMax: number): Promise<Buffer> => {
  const { offset } = entry
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== localSignature) throw damaged(entry.name)
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  if (start + entry.packedBytes > bytes.length) throw damaged(entry.name)
  const packed = bytes.subarray(start, start + entry.packedBytes)
  if (entry.method === 0 && packed.length <= bytesMax) return packed
  if (entry.method === 0) throw refused('files.unpacks_too_large', { limit: bytesMax })
  if (entry.method !== 8) throw damaged(entry.name)
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, bytesMax) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw refused('files.unpacks_too_large', { limit: bytesMax })
    }
    throw damaged(entry.name)
  }
}

const checksums = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

const checksumOf = (bytes: Uint8Array): number => {
  let value = 0xffffffff
  for (const byte of bytes) value = (checksums[(value ^ byte) & 0xff] as number) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

type Packed = {
  readonly packed: Buffer
  readonly method: number
  readonly checksum: number
  readonly bytes: number
}

const asItIs = (bytes: Buffer, entry: ZipEntry): Packed => {
  const start =
    entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28)
  return {
    packed: bytes.subarray(start, start + entry.packedBytes),
    method: entry.method,
    checksum: entry.checksum,
    bytes: entry.claimedBytes,
  }
}

const packText = async (text: string): Promise<Packed> => {
  const content = Buffer.from(text, 'utf8')
  const packed = await deflate(content)
  return { packed, method: 8, checksum: checksumOf(content), bytes: content.length }
}

// What the entry itself and its line in the directory both say.
const sharedHead = (name: Buffer, { packed, method, checksum, bytes }: Packed): Buffer => {
  const head = Buffer.alloc(26)
  head.writeUInt16LE(20, 0)
  head.writeUInt16LE(0x0800, 2)
  head.writeUInt16LE(method, 4)
  // The first of January 1980: an archive of the same content is the same archive.
  head.writeUInt16LE(0x21, 8)
  head.writeUInt32LE(checksum, 10)
  head.writeUInt32LE(packed.length, 14)
  head.writeUInt32LE(bytes, 18)
  head.writeUInt16LE(name.length, 22)
  return head
}

/**
 * The archive with some entries' contents exchanged. All others are carried over as they are, packed, byte for
 * byte; comments and extra fields of the directory are left out.
 */
export const exchangeEntries = async (
  bytes: Buffer,
  entries: ReadonlyMap<string, ZipEntry>,
  contents: ReadonlyMap<string, string>,
): Promise<Buffer> => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries.values()) {
    const name = Buffer.from(entry.name, 'utf8')
    const text = contents.get(entry.name)
    const content = text === undefined ? asItIs(bytes, entry) : await packText(text)
    const shared = sharedHead(name, content)
    const local = Buffer.alloc(4)
    local.writeUInt32LE(localSignature, 0)
    const head = Buffer.alloc(6)
    head.writeUInt32LE(entrySignature, 0)
    head.writeUInt16LE(20, 4)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    parts.push(local, shared, name, content.packed)
    directory.push(head, shared, tail, name)
    offset += 30 + name.length + content.packed.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(endLength)
  end.writeUInt32LE(endSignature, 0)
  end.writeUInt16LE(entries.size, 8)
  end.writeUInt16LE(entries.size, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listing, end])
}
