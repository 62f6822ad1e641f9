import { useSyncExternalStore } from 'react'

export const themeChoices = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themeChoices)[number]

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
const tellAll = (): void => {
  for (const listener of listeners) listener()
}

const readChoice = (): ThemeChoice => {
  try {
    const kept = localStorage.getItem('theme')
    return themeChoices.find((known) => known === kept) ?? 'system'
  } catch {
    return 'system'
  }
}

let choice = readChoice()

const mark = (): void => {
  if (choice === 'system') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.dataset.theme = choice
}

/** Keeps the choice on this device and shows it at once. */
export const chooseTheme = (next: ThemeChoice): void => {
  choice = next
  try {
    localStorage.setItem('theme', next)
  } catch {
    // A browser that keeps nothing still shows it until the page is closed.
  }
  mark()
  tellAll()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  darkQuery.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    darkQuery.removeEventListener('change', listener)
  }
}

const isDark = (): boolean => (choice === 'system' ? darkQuery.matches : choice === 'dark')

mark()

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice)
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark)
