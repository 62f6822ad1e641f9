/**
 * A binary heap of (key, value) pairs of whole numbers, smallest key first, equal keys by the smaller value.
 */
export type Heap = { keys: Int32Array; values: Int32Array; size: number }

export const makeHeap = (): Heap => ({ keys: new Int32Array(16), values: new Int32Array(16), size: 0 })

const grow = (heap: Heap): void => {
  const keys = new Int32Array(heap.keys.length * 2)
  const values = new Int32Array(heap.values.length * 2)
  keys.set(heap.keys)
  values.set(heap.values)
  heap.keys = keys
  heap.values = values
}

/** Adds a pair without keeping order; `arrange` must follow before the heap is read. */
export const append = (heap: Heap, key: number, value: number): void => {
  if (heap.size === heap.keys.length) grow(heap)
  heap.keys[heap.size] = key
  heap.values[heap.size++] = value
}

const sink = (heap: Heap, from: number): void => {
  const { keys, values, size } = heap
  const key = keys[from] as number
  const value = values[from] as number
  let at = from
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) break
    if (child + 1 < size) {
      const [left, right] = [keys[child] as number, keys[child + 1] as number]
      if (right < left || (right === left && (values[child + 1] as number) < (values[child] as number)))
        child++
    }
    const below = keys[child] as number
    if (below > key || (below === key && (values[child] as number) >= value)) break
    keys[at] = below
    values[at] = values[child] as number
    at = child
  }
  keys[at] = key
  values[at] = value
}

/** Puts appended pairs into heap order. */
export const arrange = (heap: Heap): void => {
  for (let at = (heap.size >> 1) - 1; at >= 0; at--) sink(heap, at)
}

export const insert = (heap: Heap, key: number, value: number): void => {
  if (heap.size === heap.keys.length) grow(heap)
  const { keys, values } = heap
  let at = heap.size++
  while (at > 0) {
    const parent = (at - 1) >> 1
    const above = keys[parent] as number
    if (above < key || (above === key && (values[parent] as number) <= value)) break
    keys[at] = above
    values[at] = values[parent] as number
    at = parent
  }
  keys[at] = key
  values[at] = value
}

export const removeFirst = (heap: Heap): void => {
  const last = --heap.size
  if (last === 0) return
  heap.keys[0] = heap.keys[last] as number
  heap.values[0] = heap.values[last] as number
  sink(heap, 0)
}
