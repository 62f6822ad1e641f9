import type { ThemeConfig } from 'antd'
import { theme } from 'antd'
import { readTokens } from '../ui/tokens.ts'

/** antd in our own colours. Read anew whenever the page turns dark or light. */
export const antdTheme = (dark: boolean): ThemeConfig => {
  const token = readTokens()
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: token.accent,
      colorInfo: token.accent,
      colorSuccess: token.accent,
      colorWarning: token['wait-line'],
      colorError: token.wrong,
      colorLink: token.accent,
      colorLinkHover: token['accent-strong'],
      colorText: token.ink,
      colorTextSecondary: token['ink-soft'],
      colorTextTertiary: token['ink-faint'],
      colorTextPlaceholder: token['ink-faint'],
      colorBgLayout: token.paper,
      colorBgContainer: token.surface,
      colorBgElevated: token.surface,
      colorBorder: token['line-strong'],
      colorBorderSecondary: token.line,
      colorSplit: token.line,
      colorTextLightSolid: token['on-accent'],
      fontFamily: token.font,
      fontSize: 15,
      borderRadius: 6,
      controlHeight: 38,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Table: {
        fontSize: 14,
        cellPaddingBlock: 7,
        cellPaddingInline: 10,
        headerBg: token.sunken,
        headerColor: token['ink-soft'],
        headerSplitColor: 'transparent',
        rowHoverBg: token['accent-soft'],
        borderColor: token.line,
      },
      Button: {
        colorPrimary: token.accent,
        colorPrimaryHover: token['accent-strong'],
        colorPrimaryActive: token['accent-strong'],
        primaryColor: token['on-accent'],
        primaryShadow: 'none',
        defaultShadow: 'none',
        fontWeight: 550,
      },
      Tooltip: { colorBgSpotlight: token.ink, colorTextLightSolid: token.paper },
    },
  }
}
