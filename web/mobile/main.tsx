import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
// By their own paths: what only some pages need (the popup and its springs) is fetched with those pages.
import ConfigProvider from 'antd-mobile/es/components/config-provider'
import 'antd-mobile/es/global'
import enUS from 'antd-mobile/es/locales/en-US'
import zhCN from 'antd-mobile/es/locales/zh-CN'
import zhTW from 'antd-mobile/es/locales/zh-TW'
import { unstableSetRender } from 'antd-mobile/es/utils/unstable-render'
import type { ReactNode } from 'react'
import { StrictMode } from 'react'
import type { Root } from 'react-dom/client'
import { createRoot } from 'react-dom/client'
import { nowMs } from '../api/clock.ts'
import type { Language } from '../text/i18n.ts'
import { startTexts, useLanguage } from '../text/i18n.ts'
import '../ui/base.css'
import '../ui/mobile.css'
import { reloadWhenRenewed } from '../ui/new-version.ts'
import '../ui/parts.css'
import { makeQueryClient } from '../ui/session.tsx'
import '../ui/theme.ts'
import '../ui/tokens.css'
import { router } from './routes.tsx'

const locales: Readonly<Record<Language, typeof zhCN>> = { 'zh-Hans': zhCN, 'zh-Hant': zhTW, en: enUS }
const client = makeQueryClient()

// antd-mobile's toasts and dialogs make roots of their own; with React 19 it must be told how.
const roots = new WeakMap<Element | DocumentFragment, Root>()
unstableSetRender((node, container) => {
  const root = roots.get(container) ?? createRoot(container)
  roots.set(container, root)
  root.render(node)
  return async () => {
    // Not within the render that asks for it.
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    root.unmount()
    roots.delete(container)
  }
})

const Mobile = (): ReactNode => (
  <ConfigProvider locale={locales[useLanguage()]}>
    <RouterProvider router={router} />
  </ConfigProvider>
)

reloadWhenRenewed(nowMs)

const start = async (): Promise<void> => {
  await startTexts()
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Mobile />
      </QueryClientProvider>
    </StrictMode>,
  )
}

void start()
