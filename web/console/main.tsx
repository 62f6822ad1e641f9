import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import zhTW from 'antd/locale/zh_TW'
import type { ReactNode } from 'react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { nowMs } from '../api/clock.ts'
import type { Language } from '../text/i18n.ts'
import { startTexts, useLanguage } from '../text/i18n.ts'
import '../ui/base.css'
import { reloadWhenRenewed } from '../ui/new-version.ts'
import '../ui/parts.css'
import { makeQueryClient } from '../ui/session.tsx'
import { useIsDark } from '../ui/theme.ts'
import '../ui/tokens.css'
import './console.css'
import './pages.css'
import { antdTheme } from './antd-theme.ts'
import { router } from './routes.tsx'

const locales: Readonly<Record<Language, typeof zhCN>> = { 'zh-Hans': zhCN, 'zh-Hant': zhTW, en: enUS }
const client = makeQueryClient()

const Console = (): ReactNode => {
  const language = useLanguage()
  const dark = useIsDark()
  return (
    <ConfigProvider locale={locales[language]} theme={antdTheme(dark)} button={{ autoInsertSpace: false }}>
      <App component={false} message={{ maxCount: 3 }}>
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  )
}

reloadWhenRenewed(nowMs)

const start = async (): Promise<void> => {
  await startTexts()
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Console />
      </QueryClientProvider>
    </StrictMode>,
  )
}

void start()
