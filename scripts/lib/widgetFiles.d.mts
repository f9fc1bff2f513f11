export function widgetFiles(
  code: string,
  version: string,
  types: string,
): readonly (readonly [name: string, text: string])[]
