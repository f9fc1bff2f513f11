export function isTexts(code: string): boolean
export function halfOfTexts(code: string, isRest: boolean): string
