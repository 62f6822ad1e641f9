import type common from './zh-Hans/common.json'
import type console from './zh-Hans/console.json'
import type errors from './zh-Hans/errors.json'
import type imports from './zh-Hans/import.json'
import type mobile from './zh-Hans/mobile.json'
import type posts from './zh-Hans/posts.json'

/** Every key of a text that pages show. A key that isn't in the files doesn't compile. */
export type TextKey =
  | keyof typeof common
  | keyof typeof console
  | keyof typeof errors
  | keyof typeof imports
  | keyof typeof mobile
  | keyof typeof posts
