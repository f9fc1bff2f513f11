export function withIconsApart(code: string): string
export function iconBlocks(source: string): readonly (readonly [name: string, code: string])[]
