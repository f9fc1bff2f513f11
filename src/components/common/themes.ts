export type ThemeChoice = 'light' | 'dark' | 'system'

export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark']
