/**
 * Reads Chinese group-chat order chains (接龙): a head with a price list, then one line per household, later lines
 * adding, changing, swapping or cancelling. A line is read right or put before a person with a reason; nothing is
 * guessed. Pure: text in, values out.
 */
export { DOUBT_CODES, DOUBTS, type Doubt, type DoubtCode, doubtSentence } from './doubts.ts'
export { readChain, readLines } from './read.ts'
export { type SampleForm, toSampleForm } from './sample-form.ts'
export type {
  ChainHead,
  ChainLimit,
  ChainLine,
  ChainOrder,
  ChainReading,
  Effect,
  Household,
  LineKind,
  OrderedItem,
  PriceItem,
  ReadOptions,
} from './types.ts'
export { type ChainToWrite, type WrittenChain, writeChain } from './write.ts'
