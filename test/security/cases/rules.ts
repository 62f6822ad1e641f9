import type { InjectOptions } from 'fastify'
import { readPickList } from '../../../src/modules/packing/index.ts'
import type { Actor, Stage } from '../stage.ts'

/** How a route must answer: done or refused for its own reasons; as if it were not there; seen but not allowed. */
export type Verdict = 'open' | 'missing' | 'forbidden'

export type Rule = (stage: Stage, actor: Actor, action: string) => Verdict

/** One call of a route at real things of the stage. `pick` gives the real id, or in its place one that nobody has. */
export type Case = {
  readonly route: string
  readonly note?: string
  /** The action that decides, when the act in the body asks for another one than the route. */
  readonly action?: string
  readonly rule: Rule
  readonly before?: (stage: Stage) => Promise<void>
  /** `before` is needed anew for every caller: the act uses up what it is done to. */
  readonly each?: boolean
  readonly send: (stage: Stage, pick: (id: string) => string) => InjectOptions
  /** A route that nobody of the stage may open: foreign things only. */
  readonly nobodyOpens?: boolean
}

export const everybody: Rule = () => 'open'
export const nobody: Rule = () => 'missing'
export const at =
  (place: (stage: Stage) => string, store: (stage: Stage) => string | null = () => null): Rule =>
  (stage, actor, action) =>
    stage.model.can(actor.posts, action, place(stage), store(stage)) ? 'open' : 'missing'
export const estate = (stage: Stage): string => stage.estateId
export const store = (stage: Stage): string => stage.storeId
export const atEstate = at(estate)
export const atCollection = at(estate, store)

export const sees = (stage: Stage, actor: Actor, action: string, placeId: string): boolean =>
  stage.model.reach(actor.posts, action).some((one) => stage.model.lineage(placeId).includes(one.placeId))
export const seesOpenly = (stage: Stage, actor: Actor, action: string, placeId: string): boolean =>
  stage.model
    .reach(actor.posts, action)
    .some((one) => one.storeId === null && stage.model.lineage(placeId).includes(one.placeId))
export const reachesEstate: Rule = (stage, actor, action) =>
  sees(stage, actor, action, stage.estateId) ? 'open' : 'missing'
export const reachesCollection: Rule = (stage, actor, action) =>
  stage.model
    .reach(actor.posts, action)
    .some(
      (one) =>
        stage.model.lineage(stage.estateId).includes(one.placeId) &&
        (one.storeId === null || one.storeId === stage.storeId),
    )
    ? 'open'
    : 'missing'
/** A store is seen by its own people, where it stands, and from the estates that it serves. */
export const seesStore = (stage: Stage, actor: Actor, action: string): boolean =>
  stage.model
    .reach(actor.posts, action)
    .some(
      (one) =>
        one.storeId === stage.storeId ||
        (one.storeId === null &&
          [stage.storeId, ...stage.servedEstates].some((placeId) =>
            stage.model.lineage(placeId).includes(one.placeId),
          )),
    )
export const reachesStore: Rule = (stage, actor, action) =>
  seesStore(stage, actor, action) ? 'open' : 'missing'
export const assigns =
  (place: (stage: Stage) => string): Rule =>
  (stage, actor, action) => {
    if (stage.model.can(actor.posts, action, place(stage), null)) return 'open'
    return seesOpenly(stage, actor, 'market.read_stores', place(stage)) ? 'forbidden' : 'missing'
  }
export const uploads: Rule = (stage, actor, action) => {
  const own = stage.model.reach(actor.posts, action).some((one) => one.storeId === stage.storeId)
  if (own || stage.model.can(actor.posts, action, stage.storeId, stage.storeId)) return 'open'
  return seesStore(stage, actor, 'market.read_stores') ? 'forbidden' : 'missing'
}
export const seesAround: Rule = (stage, actor, action) =>
  stage.model
    .reach(actor.posts, action)
    .some(
      (one) =>
        stage.model.lineage(stage.streetId).includes(one.placeId) ||
        stage.model.lineage(one.placeId).includes(stage.streetId),
    )
    ? 'open'
    : 'missing'
export const money: Rule = (stage, actor, action) => {
  if (stage.model.can(actor.posts, action, stage.estateId, null)) return 'open'
  return sees(stage, actor, 'places.read', stage.estateId) ? 'forbidden' : 'missing'
}

// What a case before leaves for a later one.
export const kept = new Map<string, string>()
export const keep = (name: string): string => {
  const value = kept.get(name)
  if (value === undefined) throw new Error(`nothing kept as ${name}`)
  return value
}
/** Files that a case before leaves for a later one. */
export const files: { workbook: Buffer; homes: Buffer } = {
  workbook: Buffer.alloc(0),
  homes: Buffer.alloc(0),
}

export const get = (url: string): InjectOptions => ({ method: 'GET', url })
export const post = (url: string, payload?: Record<string, unknown>): InjectOptions => ({
  method: 'POST',
  url,
  ...(payload ? { payload } : {}),
})
export const form = (url: string, fields: Record<string, string>): InjectOptions => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: new URLSearchParams(fields).toString(),
})
/** A file as a browser sends it. */
export const upload = (url: string, bytes: Buffer, name = 'list.xlsx'): InjectOptions => {
  const line = '----changping'
  return {
    method: 'POST',
    url,
    headers: { 'content-type': `multipart/form-data; boundary=${line}` },
    payload: Buffer.concat([
      Buffer.from(
        `--${line}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${line}--\r\n`),
    ]),
  }
}

export const bagOf = async (stage: Stage, index: number) => {
  const { bags } = await readPickList(stage.contexts.manager, stage.collectionId)
  const bag = bags[index]
  if (!bag) throw new Error(`no bag ${index}`)
  return bag
}
