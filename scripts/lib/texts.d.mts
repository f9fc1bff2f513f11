export function halfOfTexts(code: string, isRest: boolean): string
