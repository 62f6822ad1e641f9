import { deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { formatYuan, parseYuan } from '../../kernel/money.ts'
import { Refused } from '../../kernel/result.ts'
import { numberText } from './cells.ts'
import type { Sheet } from './index.ts'
import { columnLetters, readWorkbook, writeWorkbook } from './index.ts'

const bytesOf = async (build: (book: ExcelJS.Workbook) => void): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  build(book)
  return Buffer.from(await book.xlsx.writeBuffer())
}

const sheetOf = async (build: (sheet: ExcelJS.Worksheet) => void): Promise<Sheet> => {
  const { sheets } = await readWorkbook(await bytesOf((book) => build(book.addWorksheet('表'))), '表.xlsx')
  return sheets[0] as Sheet
}

const refusalOf = async (bytes: Buffer, name = '价目表.xlsx'): Promise<string> => {
  try {
    await readWorkbook(bytes, name)
    return 'read'
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code
    throw error
  }
}

type Packed = { readonly name: string; readonly packed: Buffer; readonly claimed: number }

// An archive with packed entries whose claimed sizes need not be true.
const zipOf = (files: readonly Packed[]): Buffer => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, packed, claimed } of files) {
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(claimed, 22)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(claimed, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(offset, 42)
    parts.push(local, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listing, end])
}

const pack = (name: string, text: string | Buffer): Packed => {
  const content = Buffer.from(text)
  return { name, packed: deflateRawSync(content), claimed: content.length }
}

const workbookParts = (sheet: string, prefix = ''): Packed[] => [
  pack('[Content_Types].xml', '<Types/>'),
  pack(
    'xl/workbook.xml',
    `<${prefix}workbook xmlns:r="r"><${prefix}sheets><${prefix}sheet name="价 &amp; 目" sheetId="7" r:id="rId9"/></${prefix}sheets></${prefix}workbook>`,
  ),
  pack(
    'xl/_rels/workbook.xml.rels',
    '<Relationships><Relationship Id="rId9" Target="/xl/worksheets/data.xml"/></Relationships>',
  ),
  pack('xl/worksheets/data.xml', sheet),
]

// Real archives are packed and read here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

describe('what comes in', () => {
  test('cells keep the row and column that the spreadsheet shows', async () => {
    const sheet = await sheetOf((out) => {
      out.getCell('B2').value = '商品'
      out.getCell('B7').value = ' 土豆 '
      out.getCell('AB7').value = 4.8
    })
    expect(sheet.name).toBe('表')
    expect(sheet.rows.map((row) => row.number)).toEqual([2, 7])
    expect(sheet.rows[1]?.cells.get(2)).toEqual({
      text: '土豆',
      kind: 'text',
      fromFormula: false,
      spread: false,
    })
    expect(sheet.rows[1]?.cells.get(28)?.text).toBe('4.8')
    expect([1, 26, 27, 28, 100].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AB', 'CV'])
  })

  test('every kind of value becomes text of its kind', async () => {
    const sheet = await sheetOf((out) => {
      out.addRow([0.1 + 0.2, 6901234567890, 1e-7, true, new Date(Date.UTC(2026, 10, 21)), { error: '#N/A' }])
      out.addRow([
        { richText: [{ text: '土' }, { text: '豆' }] },
        { text: '链接', hyperlink: 'https://example.org' },
        '00123',
      ])
      out.addRow([
        { formula: '1+1', result: 2 },
        { formula: 'A9' },
        { formula: 'X', result: { error: '#REF!' } },
      ])
    })
    const kinds = sheet.rows.map((row) =>
      Array.from(row.cells.values(), (cell) => [cell.kind, cell.text, cell.fromFormula]),
    )
    expect(kinds).toEqual([
      [
        ['number', '0.3', false],
        ['number', '6901234567890', false],
        ['number', '0.0000001', false],
        ['boolean', 'TRUE', false],
        ['date', '2026-11-21', false],
        ['error', '#N/A', false],
      ],
      [
        ['text', '土豆', false],
        ['text', '链接', false],
        ['text', '00123', false],
      ],
      [
        ['number', '2', true],
        ['error', '', true],
        ['error', '#REF!', true],
      ],
    ])
  })

  test('a merged cell is meant for all that it covers, and says so', async () => {
    const sheet = await sheetOf((out) => {
      out.addRow(['蔬菜', '土豆'])
      out.addRow([null, '白菜'])
      out.addRow(['备注', null, null])
      out.mergeCells('A1:A2')
      out.mergeCells('A3:C3')
    })
    expect(sheet.rows[1]?.cells.get(1)).toMatchObject({ text: '蔬菜', spread: true })
    expect(sheet.rows[0]?.cells.get(1)).toMatchObject({ text: '蔬菜', spread: false })
    expect(Array.from(sheet.rows[2]?.cells.values() ?? [], (cell) => cell.text)).toEqual([
      '备注',
      '备注',
      '备注',
    ])
  })

  test('formatted empty rows, validations, names and merges over whole columns cost nothing', async () => {
    const bytes = await bytesOf((book) => {
      const out = book.addWorksheet('表')
      out.getCell('A1').value = '商品'
      out.getCell('A2').value = '土豆'
      for (let row = 3; row < 12_000; row += 1) out.getCell(row, 2).border = { top: { style: 'thin' } }
    })
    const sheet = await readWorkbook(bytes, 'a.xlsx')
    expect(sheet.sheets[0]?.rows).toHaveLength(2)

    const started = performance.now()
    const hostile = zipOf(
      workbookParts(
        '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>商品</t></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells><dataValidations count="1"><dataValidation type="whole" sqref="A1:XFD1048576"><formula1>1</formula1></dataValidation></dataValidations></worksheet>',
      ),
    )
    const { sheets } = await readWorkbook(hostile, 'a.xlsx')
    expect(sheets[0]?.name).toBe('价 & 目')
    expect(sheets[0]?.rows[0]?.cells.size).toBe(100)
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('a file whose tags carry a prefix is read like any other', async () => {
    const bytes = zipOf(
      workbookParts(
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="3"><x:c r="B3" t="inlineStr"><x:is><x:t>土豆</x:t></x:is></x:c><x:c r="C3"><x:v>4.8</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        'x:',
      ),
    )
    const { sheets } = await readWorkbook(bytes, 'a.xlsx')
    expect(sheets[0]?.rows).toHaveLength(1)
    expect(Array.from(sheets[0]?.rows[0]?.cells.values() ?? [], (cell) => cell.text)).toEqual(['土豆', '4.8'])
  })
})

describe('what is refused', () => {
  const onePage = (text: string) =>
    `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row></sheetData></worksheet>`

  test('files of another kind, each with its reason', async () => {
    expect(await refusalOf(Buffer.alloc(0))).toBe('files.missing')
    expect(await refusalOf(Buffer.alloc(20 * 1024 * 1024 + 1))).toBe('files.too_large')
    expect(await refusalOf(Buffer.from('编号,商品,单价\n1,土豆,4.8\n'))).toBe('files.csv')
    expect(await refusalOf(Buffer.from('\u{feff}商品'), 'a.csv')).toBe('files.csv')
    expect(await refusalOf(Buffer.from('%PDF-1.7 \u0000'))).toBe('files.not_workbook')
    expect(await refusalOf(Buffer.from('<html><table><tr><td>a,b</td></tr></table></html>'))).toBe(
      'files.not_workbook',
    )
    const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)])
    expect(await refusalOf(old, 'a.xls')).toBe('files.old_workbook')
    expect(await refusalOf(Buffer.concat([old, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe(
      'files.encrypted',
    )
    const good = workbookParts(onePage('土豆'))
    expect(await refusalOf(zipOf(good))).toBe('read')
    expect(await refusalOf(zipOf(good), 'a.xlsm')).toBe('files.macros')
    expect(await refusalOf(zipOf([...good, pack('xl/vbaProject.bin', 'x')]))).toBe('files.macros')
    expect(
      await refusalOf(
        zipOf([pack('[Content_Types].xml', '<a t="x.sheet.macroEnabled.main+xml"/>'), ...good.slice(1)]),
      ),
    ).toBe('files.macros')
    expect(await refusalOf(zipOf([pack('word/document.xml', '<w/>')]))).toBe('files.not_workbook')
  })

  test('an archive that opens to half a gigabyte, whatever it claims', async () => {
    const bomb = deflateRawSync(Buffer.alloc(512 * 1024 * 1024, 0x20), { level: 9 })
    expect(bomb.length).toBeLessThan(600 * 1024)
    const parts = workbookParts(onePage('土豆'))
    const named = (name: string, claimed: number) =>
      zipOf([...parts.filter((part) => part.name !== name), { name, packed: bomb, claimed }])
    expect(await refusalOf(named('xl/worksheets/data.xml', 512 * 1024 * 1024))).toBe(
      'files.unpacks_too_large',
    )
    for (const name of [
      'xl/worksheets/data.xml',
      'xl/sharedStrings.xml',
      'xl/workbook.xml',
      '[Content_Types].xml',
    ]) {
      expect(await refusalOf(named(name, 1000))).toBe('files.unpacks_too_large')
    }
    // What is not needed is never opened.
    expect(await refusalOf(named('xl/media/picture.png', 1000))).toBe('read')
    expect(process.memoryUsage().rss).toBeLessThan(1_500_000_000)
  })

  test('a few bytes that would cost a reader minutes', async () => {
    const parts = workbookParts(onePage('土豆'))
    const runs = `<sst><si>${'<r><t>a</t></r>'.repeat(900_000)}</si></sst>`
    expect(await refusalOf(zipOf([...parts, pack('xl/sharedStrings.xml', runs)]))).toBe(
      'files.unpacks_too_large',
    )
    const styles = `<styleSheet><cellXfs>${'<xf numFmtId="0"/>'.repeat(800_000)}</cellXfs></styleSheet>`
    expect(await refusalOf(zipOf([...parts, pack('xl/styles.xml', styles)]))).toBe('files.unpacks_too_large')
    const long = onePage('土'.repeat(13_000_000))
    expect(await refusalOf(zipOf(workbookParts(long)))).toBe('files.unpacks_too_large')
  })

  test('more entries, rows, columns, cells or sheets than the limits', async () => {
    const parts = workbookParts(onePage('土豆'))
    const media = Array.from({ length: 197 }, (_, index) => pack(`xl/media/${index}.png`, 'x'))
    expect(await refusalOf(zipOf([...parts, ...media.slice(1)]))).toBe('read')
    expect(await refusalOf(zipOf([...parts, ...media]))).toBe('files.too_many_entries')
    const rows = (count: number, columns: number) =>
      bytesOf((book) => {
        const out = book.addWorksheet('表')
        for (let row = 0; row < count; row += 1)
          out.addRow(Array.from({ length: columns }, (_, column) => column))
      })
    expect(await refusalOf(await rows(5000, 2))).toBe('read')
    expect(await refusalOf(await rows(5001, 2))).toBe('files.too_many_rows')
    expect(await refusalOf(await rows(2, 100))).toBe('read')
    expect(await refusalOf(await rows(2, 101))).toBe('files.too_many_columns')
    expect(await refusalOf(await rows(1201, 100))).toBe('files.too_many_cells')
    const many = await bytesOf((book) => {
      for (let index = 0; index < 21; index += 1) book.addWorksheet(`表${index}`)
    })
    expect(await refusalOf(many)).toBe('files.too_many_sheets')
  })

  test('a file that was cut off or changed on its way is read or refused, never a crash', async () => {
    const good = await bytesOf((book) => {
      const out = book.addWorksheet('表')
      for (let row = 0; row < 20; row += 1) out.addRow([`商品${row}`, row, row / 10])
    })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: good.length }),
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
        async (length, flips) => {
          const bytes = Buffer.from(good.subarray(0, flips.length === 0 ? length : good.length))
          for (const [at, value] of flips) bytes[at] = value
          expect(await refusalOf(bytes)).toMatch(/^(?:read|files\.\w+)$/)
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('what goes out', () => {
  const table = {
    name: '价目表',
    title: '某店价目表',
    columns: [
      { header: '编号', kind: 'text', width: 12 },
      { header: '单价(元)', kind: 'yuan', width: 10 },
      { header: '可售数量', kind: 'count', width: 10 },
    ],
    notes: ['备注:第二行是表头'],
  } as const

  test('is read back as it was written, and nothing in it can run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.oneof(
              fc.constantFrom('=1+1', '+86', '-5', '@x', '00123', '6901234567890123'),
              fc.stringMatching(/^[一-龥a-z0-9]{1,8}$/),
            ),
            fc.integer({ min: 0, max: 99_999_999 }),
            fc.option(fc.integer({ min: 0, max: 1_000_000 })),
          ),
          { minLength: 1, maxLength: 20 },
        ),
        async (rows) => {
          const bytes = await writeWorkbook([{ ...table, rows }], 0)
          const { sheets } = await readWorkbook(bytes, '价目表.xlsx')
          const back = sheets[0]?.rows
            .slice(2, 2 + rows.length)
            .map((row) => [
              row.cells.get(1)?.text,
              parseYuan(row.cells.get(2)?.text ?? ''),
              row.cells.get(3)?.text ?? null,
            ])
          expect(back).toEqual(
            rows.map(([code, price, count]) => [code, price, count === null ? null : String(count)]),
          )
          const book = new ExcelJS.Workbook()
          await book.xlsx.load(bytes as unknown as ArrayBuffer)
          const sheet = book.worksheets[0] as ExcelJS.Worksheet
          sheet.eachRow((row) => row.eachCell((cell) => expect(String(cell.value)).not.toMatch(/^[=+\-@]/)))
          expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 2 })
          expect(sheet.getCell(3, 1).numFmt).toBe('@')
        },
      ),
      { numRuns: 30 },
    )
  })

  test('an amount of fen passes through the spreadsheet unharmed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (amount) => {
        expect(parseYuan(numberText(Number(formatYuan(amount))))).toBe(amount)
      }),
    )
  })
})
