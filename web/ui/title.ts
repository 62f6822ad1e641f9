import { useEffect } from 'react'
import { useSay } from '../text/i18n.ts'

/** Names the page in the browser's tab; screen readers read it after every change of page. */
export const usePageTitle = (title: string): void => {
  const say = useSay()
  const brand = say('common.brand')
  useEffect(() => {
    document.title = title ? `${title} · ${brand}` : brand
  }, [title, brand])
}
