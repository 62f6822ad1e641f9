import { useSayCode } from '../text/i18n.ts'

/** The name of a kind of post; a kind that a plan brought and no text knows is shown as it is. */
export const usePostName = (): ((kind: string) => string) => {
  const sayCode = useSayCode()
  return (kind) => sayCode(`posts.${kind}`) ?? kind
}
