import { expect, it } from 'vitest'
import { labelForms } from '../../src/modules/packing/api.ts'
import { labelForms as offered } from '../api/packing.ts'
import { readPrinter, tenthsOf } from './printer.ts'

it('offers every form that the server prints', () => {
  expect(offered).toEqual(labelForms)
})

it('takes back what was kept, and the usual printer for anything else', () => {
  expect(readPrinter('{"form":"60x40","offsetX":-12,"offsetY":50}')).toEqual({
    form: '60x40',
    offsetX: -12,
    offsetY: 50,
  })
  const usual = { form: '80x60', offsetX: 0, offsetY: 0 }
  for (const kept of [null, '', '{', '"x"', '[]', 'null', '{"form":"letter","offsetX":"1"}'])
    expect(readPrinter(kept)).toEqual(usual)
  expect(readPrinter('{"form":"a4","offsetX":999,"offsetY":-999}')).toEqual({
    form: 'a4',
    offsetX: 50,
    offsetY: -50,
  })
})

it('reads millimetres as people type them', () => {
  const typed = ['', '1', '-1.5', '0,3', '，5', '+2', '1.', '9', '-', 'x', '1.25', '−0.4']
  expect(typed.map(tenthsOf)).toEqual([0, 10, -15, 3, null, 20, 10, 50, null, null, null, -4])
})
