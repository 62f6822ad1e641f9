import type { ReactNode } from 'react'
import type { Language } from '../text/i18n.ts'
import { chooseLanguage, languages, useLanguage, useSay } from '../text/i18n.ts'
import type { ThemeChoice } from './theme.ts'
import { chooseTheme, themeChoices, useThemeChoice } from './theme.ts'

// A language is named in itself: whoever looks for it can read nothing else.
const languageNames: Readonly<Record<Language, string>> = {
  'zh-Hans': '简体',
  'zh-Hant': '繁體',
  en: 'English',
}

type ChoiceProps<Value extends string> = {
  name: string
  legend: string
  values: readonly Value[]
  value: Value
  label: (value: Value) => string
  choose: (value: Value) => void
}

/** A choice between few words that all stay in sight; radio buttons to keyboard and screen reader. */
export function Choice<Value extends string>(props: ChoiceProps<Value>): ReactNode {
  return (
    <fieldset className="choice">
      <legend className="for-readers">{props.legend}</legend>
      {props.values.map((value) => (
        <label key={value} className={value === props.value ? 'is-chosen' : ''}>
          <input
            type="radio"
            name={props.name}
            checked={value === props.value}
            onChange={() => props.choose(value)}
          />
          <span>{props.label(value)}</span>
        </label>
      ))}
    </fieldset>
  )
}

export const LanguageSwitch = ({ name = 'language' }: { name?: string }): ReactNode => {
  const say = useSay()
  return (
    <Choice
      name={name}
      legend={say('common.language')}
      values={languages}
      value={useLanguage()}
      label={(language) => languageNames[language]}
      choose={(language) => void chooseLanguage(language)}
    />
  )
}

export const ThemeSwitch = ({ name = 'theme' }: { name?: string }): ReactNode => {
  const say = useSay()
  return (
    <Choice<ThemeChoice>
      name={name}
      legend={say('common.theme')}
      values={themeChoices}
      value={useThemeChoice()}
      label={(choice) => say(`common.theme.${choice}`)}
      choose={chooseTheme}
    />
  )
}
